// Package stat is the arithmetic that flow metrics stand on: percentiles,
// process behaviour (XmR) limits, Monte Carlo forecasts and the exact
// distributions that they estimate, back-tests, and the rules that say when
// there is too little data for any of them.
//
// Plain numbers go in and values come out. It must not know an issue, a date, a
// clock or Jira, and it draws random numbers from a given seed only. No result
// is ever NaN or infinite: what cannot be said is absent (a false, or an error),
// and every error of this package is a *Withheld with the numbers behind it.
//
// Nothing here changes a slice that it was handed, and no value of this package
// is changed once it was made, so that all of them may be shared by goroutines.
package stat
