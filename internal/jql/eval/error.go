package eval

import (
	"fmt"
	"strings"

	"weir/internal/jql"
)

// An Error is why Jira would answer a query with 400. Messages are what it
// would put into errorMessages, one for each fault in the query.
type Error struct{ Messages []string }

// Error returns the messages in one line.
func (e *Error) Error() string { return strings.Join(e.Messages, " ") }

func unknownField(f jql.Field) string {
	return fmt.Sprintf("Field '%s' does not exist or you do not have permission to view it.", fieldText(f))
}

func unsupportedOperator(op jql.Op, f Field) string {
	return fmt.Sprintf("The operator '%s' is not supported by the '%s' field.", op, f.name())
}

func unsuited(function string, f Field) string {
	return fmt.Sprintf("The function '%s()' cannot be used with the field '%s'.", function, f.name())
}

func wrongArguments(name string, fn function, got int) string {
	expected := fmt.Sprintf("between '%d' and '%d'", fn.least, fn.most)
	switch fn.least {
	case 0:
		expected = fmt.Sprintf("at most '%d'", fn.most)
	case fn.most:
		expected = fmt.Sprintf("'%d'", fn.most)
	}
	return fmt.Sprintf("Function '%s' expected %s arguments but received '%d'.", name, expected, got)
}

func unknownFunction(name string) string {
	return fmt.Sprintf("Unable to find JQL function '%s()'.", name)
}

func noHistory(f Field) string {
	return fmt.Sprintf("History searches do not support the '%s' field.", f.name())
}

// what is the field as messages name one that has a value.
func (f Field) what() string { return "field '" + f.name() + "'" }

func invalidDate(text, what string) string {
	return fmt.Sprintf("Date value '%s' for %s is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "+
		"'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.", text, what)
}

func faultyText(fault, text string, f Field) string {
	switch fault {
	case noText:
		return fmt.Sprintf("The field '%s' does not support searching for an empty string.", f.name())
	case badText:
		return fmt.Sprintf("Unable to parse the text '%s' for field '%s'.", text, f.name())
	default:
		return fmt.Sprintf("The text query '%s' for field '%s' is not allowed to start with character '%s'.", text, f.name(), strings.TrimPrefix(fault, badStart))
	}
}

func invalidNumber(text string, f Field) string {
	return fmt.Sprintf("Value '%s' is invalid for the '%s' field: a number is expected.", text, f.name())
}

func unknownValue(text string, f Field) string {
	if f.Kind == Key {
		return fmt.Sprintf("An issue with key '%s' does not exist for field '%s'.", text, f.name())
	}
	return fmt.Sprintf("The value '%s' does not exist for the field '%s'.", text, f.name())
}

// fieldText is a field as the user wrote it, without quotes.
func fieldText(f jql.Field) string {
	if f.Name != "" && len(f.Properties) == 0 {
		return f.Name
	}
	return f.String()
}
