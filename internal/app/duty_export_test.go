package app

// AgentWrites are the directories in which the jobs of a duty change something.
func (a *App) AgentWrites(d Duty) ([]string, error) {
	errands, err := a.errands(d)
	return a.agentWrites(errands...), err
}
