package graphtest

import "slices"

// ID is what the API calls the section now. It changes when the section is
// moved to another notebook.
func (s *Section) ID() string {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	return s.id
}

// Name is what a person reads.
func (s *Section) Name() string {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	return s.name
}

// Pages returns the section's pages, in the order of making.
func (s *Section) Pages() []*Page {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	return slices.Clone(s.pages)
}

// Rename gives the section another name.
func (s *Section) Rename(name string) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.name = name
}

// Have gives the section a trouble, or takes it away with NoTrouble.
func (s *Section) Have(t Trouble) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	s.trouble = t
}

// Delete deletes the section with its pages.
func (s *Section) Delete() {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	for _, p := range s.pages {
		s.world.gone[p.id] = true
	}
	s.takeOut()
}

func (s *Section) takeOut() {
	s.up.sections = slices.DeleteFunc(s.up.sections, func(other *Section) bool { return s == other })
}

// Move moves the section to a notebook or a group. Within its notebook it keeps
// its id; in another it and its pages get new ones.
func (s *Section) Move(to Parent) {
	s.world.mu.Lock()
	defer s.world.mu.Unlock()
	before := s.world.notebookOf(s)
	s.takeOut()
	s.up = to.contents()
	s.up.sections = append(s.up.sections, s)
	if s.world.notebookOf(s) == before {
		return
	}
	s.id = "1-" + s.world.guid()
	for _, p := range s.pages {
		p.putInto(s)
	}
}

// Rename gives the notebook or the group another name.
func (b *box) Rename(name string) {
	b.world.mu.Lock()
	defer b.world.mu.Unlock()
	b.name = name
}
