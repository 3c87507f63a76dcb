package app

// NextStatus lets tests look at the demo's choice.
var NextStatus = nextStatus
