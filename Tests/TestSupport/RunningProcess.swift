import Foundation

/// Held while a program is started: until it runs it has every file open that its parent has, so that one who
/// asks who is writing to a file has to wait.
public let spawning = NSLock()

/// A program started by a test: its output in files, its end waited for with a deadline, never left behind.
///
/// Its standard input is a socket that closes with this object (or the test's own end), which is how the
/// servers of `Tests/Servers` know that nobody needs them any more.
public final class RunningProcess {
    public let pid: pid_t
    /// Exit status, or minus the number of the signal that ended it; nil while it runs.
    public private(set) var status: Int32?
    private let folder: TemporaryFolder
    private var input: Int32

    /// - Parameter environment: added to the test's own.
    public init(_ program: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        var ends: [Int32] = [-1, -1]
        // Sockets, since they can be made close-on-exec in one step, while other tests start processes.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw TestFailure("socketpair", errno: errno) }
        defer { close(ends[0]) }
        input = ends[1]
        do {
            pid = try RunningProcess.spawn(
                program, arguments,
                environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
                input: ends[0], output: folder("out"), errors: folder("err"))
        } catch {
            close(ends[1])
            throw error
        }
    }

    deinit {
        closeInput()
        if !hasEnded {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
        }
    }

    public var output: String { (try? folder.read("out")) ?? "" }
    public var errors: String { (try? folder.read("err")) ?? "" }

    /// Looks, without waiting, whether it has ended.
    public var hasEnded: Bool {
        if status != nil { return true }
        var word: Int32 = 0
        guard waitpid(pid, &word, WNOHANG) == pid else { return false }
        record(word)
        return true
    }

    /// What wait(2) says: the signal in the low seven bits, else the exit status above.
    private func record(_ word: Int32) {
        let signal = word & 0x7F
        status = signal == 0 ? (word >> 8) & 0xFF : -signal
    }

    /// - Throws: where it has not ended by the deadline, in seconds; it is then killed.
    @discardableResult
    public func end(deadline: Double = 120) async throws -> Int32 {
        if await eventually(deadline: deadline, { hasEnded }), let status { return status }
        send(SIGKILL)
        throw TestFailure("process \(pid) did not end in \(deadline) s; it said: \(output)\(errors)")
    }

    /// Blocks until it has ended: for programs that end at once, where nothing can be awaited.
    public func waitHere() -> Int32? {
        var word: Int32 = 0
        if status == nil, waitpid(pid, &word, 0) == pid { record(word) }
        return status
    }

    public func send(_ signal: Int32) {
        if !hasEnded { kill(pid, signal) }
    }

    /// Its threads besides the first.
    public var threads: [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return names.compactMap { pid_t($0) }.filter { $0 != pid }
    }

    /// To one thread of it alone (tgkill(2), which Swift's module leaves out).
    public func send(_ signal: Int32, toThread thread: pid_t) {
        typealias Call = @convention(c) (pid_t, pid_t, Int32) -> Int32
        guard !hasEnded, let call = dlsym(nil, "tgkill") else { return }
        _ = unsafeBitCast(call, to: Call.self)(pid, thread, signal)
    }

    /// kill -9, and waits until the kernel has taken it away.
    public func killAtOnce() async throws {
        send(SIGKILL)
        try await end()
    }

    public func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    private static func spawn(
        _ program: String, _ arguments: [String], environment: [String: String],
        input: Int32, output: String, errors: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var pid: pid_t = 0
        let result = spawning.withLock { posix_spawnp(&pid, program, &actions, nil, words, settings) }
        guard result == 0 else { throw TestFailure("cannot start \(program)", errno: result) }
        return pid
    }
}
