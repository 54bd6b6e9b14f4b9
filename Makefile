# Every command of the project. `make` alone lists them; each installs what it misses and repeats quickly.

export CARGO_TARGET_DIR ?= $(CURDIR)/target
export MARU_TOOLS ?= $(HOME)/.cache/maru/tools
export PATH := $(MARU_TOOLS)/bin:$(PATH)
# The browser's half: read at run time by a debug server, built into a release.
export MARU_SITE = $(CARGO_TARGET_DIR)/site/dev
# What the end-to-end tests start.
export MARU_BIN = $(CARGO_TARGET_DIR)/debug/maru

WASM := --target wasm32-unknown-unknown
DATA ?= data
LISTEN ?= 127.0.0.1:3000

# These need no compiler; for all others the toolchain is found, or installed, before anything is exported.
ifneq ($(filter-out help clean,$(or $(MAKECMDGOALS),help)),)
  export RUSTUP_TOOLCHAIN := $(shell scripts/toolchain)
  ifeq ($(RUSTUP_TOOLCHAIN),)
    $(error no Rust toolchain that can build for the browser: see above)
  endif
  # GNU ld takes several times as long, and several times the memory, over a binary with a database in it.
  ifneq ($(shell ld.lld --version 2>/dev/null),)
    export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS := -Clink-arg=-fuse-ld=lld
  endif
endif

# Native builds name no package: a subset has other features and would compile the database again.
.PHONY: help run test check e2e fuzz bench figures campaign release fmt clean env frontend browser site
.DEFAULT_GOAL := help

help:
	@echo "Maru: make <target>"
	@awk -F': .*## ' '/^[a-z0-9]+:.*## / { printf "  %-9s %s\n", $$1, $$2 }' Makefile

run: frontend ## Build what changed and serve on http://127.0.0.1:3000 with data in ./data (LISTEN=, DATA= change that).
	cargo build
	@exec "$(CARGO_TARGET_DIR)/debug/maru" serve --data "$(DATA)" --listen "$(LISTEN)"

test: frontend ## Run every test: unit, real sockets, a database on disk, the WASM build, two browsers in Chromium.
	cargo test --no-fail-fast
	@$(MAKE) --no-print-directory e2e
	@echo "All tests passed."

e2e: frontend browser ## Run the browser tests alone (ARGS="--grep talk" picks some).
	cargo build
	cd end2end && CHROMIUM="$$(../scripts/chromium)" PYTHON="$$(../scripts/python)" node_modules/.bin/playwright test $(ARGS)

fuzz: site ## Look for input that breaks what strangers can reach, SECONDS=60 for each target; better with nightly and cargo-fuzz.
	@scripts/fuzz $(or $(SECONDS),60) $(TARGETS)

# Two proofs of the binary that is shipped: many kills with a tiny memtable, so that the engine is killed at its most delicate
# moments; then everything at once.
campaign: release ## The long proof, an hour: the release server is killed 200 times while 200,000 messages are acknowledged, then all is checked.
	"$(CARGO_TARGET_DIR)/release/maru-load" campaign --maru "$(CARGO_TARGET_DIR)/release/maru" \
		--kills 200 --acknowledged 200000 --memtable-kib 256 --members 4 --rooms 32 --rate 300 --no-cuts --minutes 90
	"$(CARGO_TARGET_DIR)/release/maru-load" campaign --maru "$(CARGO_TARGET_DIR)/release/maru" \
		--kill --memtable-kib 256 --tabs 2 --minutes 10

bench: release ## Measure the release server beside Bun, in turns, scenario by scenario (ARGS="--only dense" picks some).
	@scripts/npm-ci crates/load/peers
	"$(CARGO_TARGET_DIR)/release/maru-load" bench --maru "$(CARGO_TARGET_DIR)/release/maru" --peer crates/load/peers/bun $(ARGS)

figures: release browser ## Measure what people feel in a browser, on the release server: what is downloaded, and how long a message takes to the other screen.
	cd end2end && MARU_BIN="$(CARGO_TARGET_DIR)/release/maru" CHROMIUM="$$(../scripts/chromium)" \
		node_modules/.bin/playwright test --config bench/playwright.config.ts $(ARGS)

check: site ## Everything that needs no running: format, lints (native and WASM), house rules, documentation, types of tests.
	cargo fmt --all --check
	@scripts/check-house
	cargo clippy --all-targets -- -D warnings
	cargo clippy -p frontend -p app --features app/hydrate $(WASM) -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
	@scripts/npm-ci end2end
	cd end2end && node_modules/.bin/tsc
	@echo "All checks passed."

release: export MARU_SITE = $(CARGO_TARGET_DIR)/site/release
release: ## Build the one file to install: target/release/maru, with the browser's half inside.
	@scripts/frontend release
	cargo build --release
	@ls -l "$(CARGO_TARGET_DIR)/release/maru" | awk '{ printf "%s (%.1f MB)\n", $$NF, $$5 / 1e6 }'

fmt: ## Format all Rust code.
	cargo fmt --all

env: ## Print the environment of these commands, for a shell: eval "$(make -s env)"
	@for name in RUSTUP_TOOLCHAIN CARGO_TARGET_DIR CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS MARU_SITE MARU_BIN PATH; do \
		eval "value=\$$$$name"; [ -z "$$value" ] || printf 'export %s="%s"\n' "$$name" "$$value"; done

clean: ## Delete all that was built (the next build compiles the database again: ten minutes), never data.
	cargo clean
	rm -rf end2end/node_modules end2end/test-results end2end/playwright-report scripts/tools/node_modules

frontend:
	@scripts/frontend dev

browser:
	@scripts/npm-ci end2end
	@scripts/chromium >/dev/null

# The server's code names this folder, so it must be there even where nothing is served.
site:
	@mkdir -p "$(MARU_SITE)"
