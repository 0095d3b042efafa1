import Broadcasting

/// What the command line asks for.
struct Invocation: Equatable {
    enum Command: Equatable {
        case run(once: Bool)
        case check(files: [String])
        case preview(PreviewCommand.Request)
        case test(draft: String, to: String)
        case status(json: Bool, watch: Bool)
        case report(ReportCommand.Request)
        case lists(name: String?, json: Bool)
        case approve(name: String, who: String? = nil, override: String? = nil)
        case reject(name: String)
        case pause(id: String)
        case resume(id: String)
        case cancel(id: String)
        case retry(id: String)
        case suppress(address: String, list: String?, reason: String?)
        case unsuppress(address: String, list: String?, reason: String?)
        case initialise(folder: String)
        case doctor
        case importList(ImportCommand.Request)
        /// Of everything, or of one command.
        case help(String?)
        case version
    }

    var configurationPath: String?
    var command: Command

    init(configurationPath: String? = nil, command: Command) {
        self.configurationPath = configurationPath
        self.command = command
    }

    /// - Throws: a usage failure that says what is wrong.
    init(_ arguments: [String]) throws(Failure) {
        var words = Words(arguments)
        let path = try words.option("--config")
        self.init(configurationPath: path, command: try Invocation.command(&words))
    }

    private static func command(_ words: inout Words) throws(Failure) -> Command {
        if words.flag("--version") { return .version }
        if words.flag("--help") || words.flag("-h") {
            return .help(words.command().flatMap { names.contains($0) ? $0 : nil })
        }
        guard let name = words.command() else { throw words.noCommand }
        let command = try command(name, &words)
        try words.expectEnd(name)
        return command
    }

    static let names = [
        "run", "check", "preview", "test", "status", "report", "lists", "approve", "reject", "pause",
        "resume", "cancel", "retry", "suppress", "unsuppress", "import", "init", "doctor", "help",
    ]

    private static func command(_ name: String, _ words: inout Words) throws(Failure) -> Command {
        switch name {
        case "run": return .run(once: words.flag("--once"))
        case "check": return .check(files: words.rest())
        case "preview": return .preview(try preview(&words))
        case "test":
            guard let to = try words.option("--to") else {
                throw Failure(.usage, "test: say to whom: --to ADDRESS")
            }
            return .test(draft: try words.required("test", "DRAFT"), to: to)
        case "status":
            let json = words.flag("--json")
            return .status(json: json, watch: words.flag("--watch"))
        case "report": return .report(try report(&words))
        case "lists":
            let json = words.flag("--json")
            return .lists(name: words.next(), json: json)
        case "approve":
            let (who, reason) = (try words.option("--as"), try words.option("--override"))
            return .approve(name: try words.required(name, "NAME"), who: who, override: reason)
        case "reject": return .reject(name: try words.required(name, "NAME"))
        case "pause": return .pause(id: try words.required(name, "ID"))
        case "resume": return .resume(id: try words.required(name, "ID"))
        case "cancel": return .cancel(id: try words.required(name, "ID"))
        case "retry": return .retry(id: try words.required(name, "ID"))
        case "suppress", "unsuppress":
            let list = try words.option("--list")
            let reason = try words.option("--reason", mayBeEmpty: true).flatMap { $0.isEmpty ? nil : $0 }
            let address = try words.required(name, "ADDRESS")
            return name == "suppress"
                ? .suppress(address: address, list: list, reason: reason)
                : .unsuppress(address: address, list: list, reason: reason)
        case "import": return .importList(try importList(&words))
        case "init": return .initialise(folder: try words.required(name, "DIR"))
        case "doctor": return .doctor
        case "help":
            let about = words.next()
            if let about, !names.contains(about) { throw unknown(about) }
            return .help(about)
        default: throw unknown(name)
        }
    }

    private static func report(_ words: inout Words) throws(Failure) -> ReportCommand.Request {
        var request = ReportCommand.Request(
            since: try words.option("--since"), svg: try words.option("--svg"))
        let (json, csv) = (words.flag("--json"), words.flag("--csv"))
        guard [json, csv, request.svg == "-"].count(where: \.self) < 2 else {
            throw Failure(.usage, "report: standard output takes one of '--json', '--csv' and '--svg -'")
        }
        request.form = json ? .json : csv ? .csv : .text
        request.id = words.next()
        guard request.id == nil || request.since == nil else {
            throw Failure(.usage, "report: '--since' is for all broadcasts: leave it or the ID out")
        }
        return request
    }

    private static func preview(_ words: inout Words) throws(Failure) -> PreviewCommand.Request {
        let (to, html) = (try words.option("--to"), try words.option("--html"))
        let (eml, textOnly) = (try words.option("--eml"), words.flag("--text"))
        guard [html == "-", eml == "-", textOnly].count(where: \.self) < 2 else {
            throw Failure(.usage, "preview: standard output takes one of '--text', '--html -' and '--eml -'")
        }
        let draft = try words.required("preview", "DRAFT")
        return PreviewCommand.Request(draft: draft, to: to, html: html, eml: eml, textOnly: textOnly)
    }

    private static func importList(_ words: inout Words) throws(Failure) -> ImportCommand.Request {
        let (list, bouncing) = (try words.option("--list"), try words.option("--bouncing"))
        let source = try words.required("import", "google-groups EXPORT")
        guard source == "google-groups" else {
            throw Failure(.usage, "import: '\(source)' is not known: 'google-groups' is")
        }
        let export = try words.required("import", "EXPORT")
        guard let list else { throw Failure(.usage, "import: say which list it becomes: --list NAME") }
        let answer = bouncing.flatMap(ImportCommand.Bouncing.init)
        if let bouncing, answer == nil {
            throw Failure(.usage, "--bouncing '\(bouncing)' is neither 'suppress' nor 'mail'")
        }
        return ImportCommand.Request(export: export, list: list, bouncing: answer)
    }

    private static func unknown(_ name: String) -> Failure {
        let near = Suggestion.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
        return Failure(.usage, "there is no command '\(name)'\(near); 'linerelay help' lists them")
    }
}
