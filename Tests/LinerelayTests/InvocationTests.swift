import Testing

@testable import linerelay

struct InvocationTests {
    @Test(
        arguments: [
            ("run", .run(once: false)), ("run --once", .run(once: true)), ("--once run", .run(once: true)),
            ("check", .check(files: [])), ("check a.md b.csv", .check(files: ["a.md", "b.csv"])),
            ("check -- --odd.md", .check(files: ["--odd.md"])), ("check -", .check(files: ["-"])),
            ("preview a.md", .preview(.init(draft: "a.md"))),
            ("preview --text a.md", .preview(.init(draft: "a.md", textOnly: true))),
            (
                "preview a.md --to jo@hub.example --html a.html --eml=a.eml",
                .preview(.init(draft: "a.md", to: "jo@hub.example", html: "a.html", eml: "a.eml"))
            ),
            ("preview --html - a.md", .preview(.init(draft: "a.md", html: "-"))),
            ("test a.md --to jo@hub.example", .test(draft: "a.md", to: "jo@hub.example")),
            ("test --to=jo@hub.example a.md", .test(draft: "a.md", to: "jo@hub.example")),
            ("status", .status(json: false, watch: false)),
            ("--json status", .status(json: true, watch: false)),
            ("--to jo@hub.example test a.md", .test(draft: "a.md", to: "jo@hub.example")),
            ("report", .report(.init())), ("report b1 --csv", .report(.init(id: "b1", form: .csv))),
            (
                "report --since 2026-11 --json --svg a.svg",
                .report(.init(since: "2026-11", form: .json, svg: "a.svg"))
            ),
            ("lists", .lists(name: nil, json: false)),
            ("lists --json kent", .lists(name: "kent", json: true)),
            ("approve a.md", .approve(name: "a.md")),
            ("approve a.md --override=fire --as Ann", .approve(name: "a.md", who: "Ann", override: "fire")),
            ("reject -- -a.md", .reject(name: "-a.md")),
            ("pause 1", .pause(id: "1")), ("resume 1", .resume(id: "1")), ("cancel 1", .cancel(id: "1")),
            ("suppress a@b.example", .suppress(address: "a@b.example", list: nil, reason: nil)),
            (
                "suppress --reason why --list kent a@b.example",
                .suppress(address: "a@b.example", list: "kent", reason: "why")
            ),
            ("suppress a@b.example --reason=", .suppress(address: "a@b.example", list: nil, reason: nil)),
            ("unsuppress a@b.example", .unsuppress(address: "a@b.example", list: nil, reason: nil)),
            (
                "unsuppress a@b.example --list kent --reason why",
                .unsuppress(address: "a@b.example", list: "kent", reason: "why")
            ),
            ("doctor", .doctor), ("help", .help(nil)), ("--help", .help(nil)), ("run -h", .help("run")),
            ("help preview", .help("preview")), ("preview --help", .help("preview")),
            ("--version", .version),
        ] as [(String, Invocation.Command)])
    func `a command line asks for a command`(line: String, command: Invocation.Command) throws {
        #expect(try invocation(line) == Invocation(command: command))
    }

    @Test(arguments: [
        "--config a.json check", "check --config a.json", "--config=a.json check", "check --config=a.json",
    ])
    func `the configuration may be named anywhere`(line: String) throws {
        let expected = Invocation(configurationPath: "a.json", command: .check(files: []))
        #expect(try invocation(line) == expected)
    }

    @Test(arguments: [
        ("", "which command? 'linerelay help' lists them"),
        ("chek", "there is no command 'chek'; did you mean 'check'?; 'linerelay help' lists them"),
        ("fly", "there is no command 'fly'; 'linerelay help' lists them"),
        ("-x", "there is no such option '-x'; 'linerelay help' lists commands and options"),
        (
            "--jsn status",
            "status: there is no such option '--jsn'; did you mean '--json'?; 'linerelay help' shows how it is used"
        ),
        ("run now", "run: 'now' is not understood; 'linerelay help' shows how it is used"),
        (
            "status --jsn",
            "status: there is no such option '--jsn'; did you mean '--json'?; 'linerelay help' shows how it is used"
        ),
        (
            "retry b1 --list kent",
            "retry: there is no such option '--list'; 'linerelay help' shows how it is used"
        ),
        ("run --once --once", "run: '--once' is given twice; 'linerelay help' shows how it is used"),
        (
            "check --config a --config=b",
            "check: '--config' is given twice; 'linerelay help' shows how it is used"
        ),
        ("check --config", "--config needs a value behind it"),
        ("--config= check", "--config needs a value behind it"),
        ("approve", "approve: NAME is missing"), ("pause", "pause: ID is missing"),
        ("suppress", "suppress: ADDRESS is missing"), ("test a.md", "test: say to whom: --to ADDRESS"),
        ("test --to a@b.example", "test: DRAFT is missing"),
        ("lists a b", "lists: 'b' is not understood; 'linerelay help' shows how it is used"),
        ("preview", "preview: DRAFT is missing"),
        ("preview --text --html", "--html needs a value behind it"),
        (
            "preview a.md --html - --text",
            "preview: standard output takes one of '--text', '--html -' and '--eml -'"
        ),
        (
            "preview a.md --htm x",
            "preview: there is no such option '--htm'; did you mean '--html'?; 'linerelay help' shows how it is used"
        ),
        ("help prevew", "there is no command 'prevew'; did you mean 'preview'?; 'linerelay help' lists them"),
        ("retry", "retry: ID is missing"),
        ("report --csv --json", "report: standard output takes one of '--json', '--csv' and '--svg -'"),
        ("report --csv --svg -", "report: standard output takes one of '--json', '--csv' and '--svg -'"),
        ("report b1 --since 2026-11", "report: '--since' is for all broadcasts: leave it or the ID out"),
    ])
    func `what is not understood says what it is`(line: String, message: String) {
        let failure = #expect(throws: Failure.self) { try invocation(line) }
        #expect(failure?.code == .usage)
        #expect(failure?.message == message)
    }

    private func invocation(_ line: String) throws -> Invocation {
        try Invocation(line.split(separator: " ").map(String.init))
    }
}
