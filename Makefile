# LineRelay. `make` alone says what there is.

SHARED ?= ../shared
CC := $(shell command -v cc || command -v clang)
SWIFT_FLAGS := --explicit-target-dependency-import-check error
# Each test may start servers: only so many at a time.
SWIFT_TEST := swift test $(SWIFT_FLAGS) --experimental-maximum-parallelization-width 6
SINK := .build/bench/sink

# Debian packages, by what needs them.
BUILD_PACKAGES := libcurl4-openssl-dev libcmark-gfm-dev libcmark-gfm-extensions-dev libidn2-dev \
	libglib2.0-dev libssl-dev libmagic-dev pkg-config tzdata
DEMO_PACKAGES := python3 python3-aiosmtpd
TEST_PACKAGES := $(DEMO_PACKAGES) postfix mutt dovecot-imapd bsdutils openssl tidy chromium fonts-liberation \
	python3-pil python3-jsonschema python3-gi gir1.2-gmime-3.0 spamassassin
BENCH_PACKAGES := python3 postfix mlmmj mailman3 python3-aiosmtplib
FAULTS_PACKAGES := python3 strace fiu-utils faketime iproute2 util-linux mount openssl

.NOTPARALLEL:
.PHONY: help deps deps-build deps-demo deps-test deps-bench deps-faults build demo test lint bench faults spec corpus sanitize clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: deps-build deps-demo build ## a broadcast to a mail server of its own, in a minute
	@Examples/demo

build: deps-build ## the program, .build/release/linerelay
	swift build -c release --product linerelay --static-swift-stdlib $(SWIFT_FLAGS)

test: deps-build deps-test deps-faults lint build $(SINK) ## lint, every test, and the short tier of faults
	$(SWIFT_TEST)
	Tests/Faults/faults --quick

lint: ## the formatter's rules
	swift format lint --strict -r Package.swift Sources Tests

bench: deps-build deps-bench build $(SINK) ## speed, CPU and memory beside others (20 minutes; QUICK=1: two, prints only)
	bench/run $(if $(QUICK),--quick)

faults: deps-build deps-faults build $(SINK) ## breaking everything around it (15 minutes; QUICK=1: two, prints only)
	Tests/Faults/faults $(if $(QUICK),--quick) $(if $(QUICK)$(ONLY),,--write) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

pictures: deps-build deps-test ## what messages look like, in Tests/Pages/golden and docs/images, anew (then look at them)
	PICTURES=write $(SWIFT_TEST) --filter PageTests

spec: deps-build ## the Mustache specification's own cases, from SHARED
	MUSTACHE_SPEC=$(abspath $(SHARED))/mustache-spec $(SWIFT_TEST) --filter SpecificationTests

corpus: deps-build ## the corpus of odd drafts, lists and addresses, from SHARED
	CORPUS=$(abspath $(SHARED))/corpus $(SWIFT_TEST) --filter CorpusTests

sanitize: deps-build deps-test $(SINK) ## every test under the thread and the address sanitizer
	SANITIZER=thread $(SWIFT_TEST) --sanitize=thread --scratch-path .build/thread
	$(SWIFT_TEST) --sanitize=address --disable-xctest --scratch-path .build/address

deps: deps-build deps-demo deps-test deps-bench deps-faults ## all Debian packages that any of these needs

deps-build:
	@.ci/deps $(BUILD_PACKAGES)

deps-demo:
	@.ci/deps $(DEMO_PACKAGES)

deps-test:
	@.ci/deps $(TEST_PACKAGES)

deps-bench:
	@.ci/deps $(BENCH_PACKAGES)

deps-faults:
	@.ci/deps $(FAULTS_PACKAGES)

$(SINK): bench/sink.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -O2 -Wall -Wextra -Werror -pthread -o $@ $<

clean: ## away with everything that was built
	rm -rf .build demo-workspace
