package export

import "reflect"

// Lists returns v with an empty list in the place of each list that is nil, within
// it too: programs then find [] where there is nothing, and never null.
func Lists[T any](v T) T {
	fill(reflect.ValueOf(&v).Elem())
	return v
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		if holds(v.Type().Elem().Kind()) {
			for i := range v.Len() {
				fill(v.Index(i))
			}
		}
	default: // no list is in it
	}
}

// holds reports whether a list can be in a value of a kind.
func holds(kind reflect.Kind) bool {
	return kind == reflect.Struct || kind == reflect.Pointer || kind == reflect.Slice
}
