import Broadcasting
import Disk
import Glibc
import Mail

/// The workspace that a command works in: where its configuration is, what it says, and what depends on it.
struct Workspace {
    var configuration: Configuration
    var zone: TimeZoneRules
    var configurationPath: String
    /// Found while the configuration was read; no errors among them.
    var warnings: [Problem]

    /// - Throws: `66` where there is no configuration, `78` where it is wrong, after saying all that is.
    init(_ given: String?) throws(Failure) {
        configurationPath = try Workspace.find(given)
        let reading = try Workspace.read(configurationPath)
        let errors = reading.problems.filter { $0.severity == .error }
        guard let configuration = reading.configuration, errors.isEmpty,
            let zone = TimeZoneRules(identifier: configuration.timezone)
        else { throw Failure(.configuration, errors) }
        self.configuration = configuration
        self.zone = zone
        warnings = reading.problems
    }

    /// - Throws: `66` or `77` where the file cannot be read.
    static func read(_ path: String) throws(Failure) -> (configuration: Configuration?, problems: [Problem]) {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try File.contents(of: resolved(path), limit: 1 << 20) } catch {
            throw Failure(
                error.isMissing ? .noSuchFile : error.isDenied ? .permission : .configuration, "\(error)")
        }
        let workspace = folder(of: path)
        var reading = Configuration.load(bytes: bytes, path: shown(path), workspace: workspace) {
            TimeZoneRules(identifier: $0) != nil
        }
        reading.configuration?.houseStyle = HouseStyleFile.read(in: workspace)
        return reading
    }

    static func find(_ given: String?) throws(Failure) -> String {
        // Set to nothing is not set.
        let environment = RealWorld.environment("LINERELAY_CONFIG").flatMap { $0.isEmpty ? nil : $0 }
        if let path = given ?? environment { return absolute(path) }
        for path in ["config.json", "/etc/linerelay/config.json"].map(absolute) where Folder.exists(path) {
            return path
        }
        throw Failure(
            .noSuchFile,
            "there is no ./config.json and no /etc/linerelay/config.json: say where it is with --config")
    }

    static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : RealWorld.workingFolder + "/" + path
    }

    /// The same file by a path without symbolic links; the path itself where there is no such file.
    static func resolved(_ path: String) -> String {
        Folder.resolved(absolute(path)) ?? absolute(path)
    }

    /// The names in a folder of the workspace, those that start with a dot left out; none where it is not there.
    /// - Throws: `77` where it may not be looked at.
    static func names(in folder: String) throws(Failure) -> [String] {
        do throws(SystemError) { return try Folder.names(in: folder).filter { !$0.hasPrefix(".") } } catch {
            if error.isDenied { throw Failure(error) }
            return []
        }
    }

    private static func folder(of path: String) -> String {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return folder.isEmpty ? "/" : String(folder)
    }

    static func shown(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// `state/`, for the daemon alone.
    /// - Throws: `73` or `77` where it cannot be made.
    func prepareState() throws(Failure) {
        do throws(SystemError) {
            try Folder.makePrivate(configuration.folders.state)
            try Folder.makePrivate(configuration.folders.broadcasts)
        } catch { throw Failure(error) }
    }

    /// For the daemon, for as long as it runs.
    /// - Throws: `75` where another one has it, with its pid.
    func takeLock() throws(Failure) -> LockFile {
        // A command that settles a broadcast holds it for a moment.
        do throws(LockFile.Taken) { return try LockFile(lockPath, patience: 500) } catch {
            switch error {
            case .by(let pid):
                let who = pid.map { "pid \($0)" } ?? "its pid is not known"
                throw Failure(.tryLater, "another daemon has this workspace: \(who)")
            case .failed(let error): throw Failure(error.isDenied ? .permission : .cannotCreate, "\(error)")
            }
        }
    }

    var crashesPath: String { configuration.folders.state + "/crashes.jsonl" }
    var lockPath: String { configuration.folders.state + "/lock" }
    /// What each relay was given.
    var relaysPath: String { configuration.folders.state + "/relays.json" }

    var suppressions: Suppressions { Suppressions(of: configuration.folders) }
    var statusPath: String { configuration.folders.state + "/status.json" }

    /// `state/secret.key`, made at the first start: 32 random octets, for this workspace's Message-IDs.
    /// - Throws: where it cannot be read or made; never replaced, for Message-IDs must stay the same.
    func secretKey() throws(Failure) -> SecretKey {
        let path = configuration.folders.state + "/secret.key"
        do throws(SystemError) {
            if !Folder.exists(path) { try makeKey(path) }
            let key = try File.contents(of: path, limit: 4096)
            if key.count >= 32 { return SecretKey(key) }
        } catch { throw Failure(error) }
        throw Failure(
            .configuration, "'\(path)' is too short to be a key: restore it from a backup, or delete it")
    }

    private func makeKey(_ path: String) throws(SystemError) {
        guard let random = Digest.random(32) else { throw SystemError("create", path, code: EAGAIN) }
        try AtomicFile.replace(path, with: Array(Digest.hexadecimal(random).utf8) + [0x0A], mode: 0o600)
    }
}
