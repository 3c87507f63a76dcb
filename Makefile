# Weir's build. `make` alone lists the targets.
#
# Everything that a target leaves behind is git-ignored and removed by `make clean`.
# WEIR_ROUNDS is the factor of what takes long (see CONTRIBUTING.md); REQUIRE_ALL=1
# turns a check that is skipped for want of a tool into a failure.

GO       ?= go
EXE      := $(shell $(GO) env GOEXE)
BIN      ?= bin/weir$(EXE)
PREFIX   ?= /usr/local

# The linter is pinned here and nowhere else. Its folder carries the version, so
# that a new pin is a new build.
LINT_VERSION := v2.15.0
LINT         := .tools/$(LINT_VERSION)/golangci-lint$(EXE)

# How often `fuzz` and `faults` go around, unless WEIR_ROUNDS says otherwise.
FULL := 30

# The race detector needs a C compiler on Linux. Expanded when a recipe starts,
# which is after `prepare` had its chance to install one.
RACE = $(if $(filter 1,$(shell $(GO) env CGO_ENABLED)),-race)

.DEFAULT_GOAL := help
.PHONY: help build install demo test check lint fmt bench fuzz faults promises promises-sum prepare clean

help: ## list the targets
	@echo 'make <target>, where the target is one of:'
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name text; do printf '  %-14s%s\n' "$$name" "$$text"; done

build: ## build bin/weir: stripped, and the same bytes from the same source
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags "-s -w" -o $(BIN) ./cmd/weir

install: build ## copy weir to PREFIX/bin (PREFIX is /usr/local unless you say otherwise)
	install -D -m 0755 $(BIN) $(DESTDIR)$(PREFIX)/bin/$(notdir $(BIN))

demo: build ## build, then show Weir at work on a made-up Jira
	$(BIN) demo

test: prepare ## everything, with the race detector; installs on Debian what is missing
	$(GO) test $(RACE) -count=1 ./...
	@$(MAKE) --no-print-directory lint

check: lint ## quick: format, vet, lint, the rules of the architecture, short tests
	$(GO) test -short ./...

lint: $(LINT) ## format check, vet, staticcheck, gosec and the rest of .golangci.yml
	$(LINT) run ./...

fmt: $(LINT) ## rewrite every Go file in the project's format
	$(LINT) fmt ./...

bench: ## every benchmark
	$(GO) test -run '^$$' -bench . -benchmem ./...

fuzz: export WEIR_ROUNDS ?= $(FULL)
fuzz: ## every fuzz target, each for ten seconds times WEIR_ROUNDS
	scripts/fuzz

faults: export WEIR_ROUNDS ?= $(FULL)
faults: prepare ## the tests with their long counts: kills, rounds, random cases
	$(GO) test $(RACE) -count=1 -timeout 6h ./...

promises: prepare ## run the tests that prove docs/promises.md, one line per promise
	@$(GO) run ./internal/promises/run

promises-sum: ## note new or newly dated wordings of promises in docs/promises.sum
	@$(GO) run ./internal/promises/run -sum

prepare: ## install or name what the tests need (test does this by itself)
	@scripts/prepare

clean: ## remove everything that these targets made
	rm -rf bin .tools
	find . -name node_modules -type d -prune -exec rm -rf {} +

# Not in go.mod: a linter's dependencies are not ours.
$(LINT):
	@echo 'golangci-lint $(LINT_VERSION): building it into $(@D), which takes some minutes the first time'
	GOBIN='$(CURDIR)/$(@D)' $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
