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

func unknownFunction(name string) string {
	return fmt.Sprintf("Unable to find JQL function '%s()'.", name)
}

func invalidDate(text string, f Field) string {
	return fmt.Sprintf("Date value '%s' for field '%s' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "+
		"'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.", text, f.name())
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
