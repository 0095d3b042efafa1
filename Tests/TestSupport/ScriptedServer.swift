import Foundation
import Glibc

/// An SMTP server on loopback that does as its script says and keeps a record of what it was told.
public final class ScriptedServer: Sendable {
    /// A message that was received to its end.
    public struct Message: Sendable, Equatable {
        public var sender: String
        public var recipients: [String]
        /// Dots taken out again, the last line's CRLF kept.
        public var content: String
        public var connection: Int
    }

    struct State {
        var messages: [Message] = []
        var commands: [[String]] = []
        var used: [Int: Int] = [:]
        var sockets: [Int: Int32] = [:]
        var isStopped = false
        /// After its end nobody else is to be found behind its port.
        var refusing: RefusingPort?
    }

    public let port: Int
    public let script: Script
    let state = Guarded(State())
    private let listener: Int32
    private let stopped = NSCondition()

    public init(_ script: Script = Script()) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) != 0 || listen(listener, 64) != 0
                    || getsockname(listener, $0, &length) != 0
            }
        }
        guard !failed else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in acceptAll() }
    }

    /// Every message received so far.
    public var messages: [Message] { state.withLock { $0.messages } }
    /// What each connection said, content left out.
    public var commands: [[String]] { state.withLock { $0.commands } }
    public var connectionCount: Int { commands.count }

    /// Once: its descriptor may belong to somebody else afterwards.
    public func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            for socket in state.sockets.values where !state.isStopped { shutdown(socket, Int32(SHUT_RDWR)) }
            return !state.isStopped
        }
        guard isFirst else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        let refusing = try? RefusingPort(port)
        state.withLock { $0.refusing = refusing }
        stopped.lock()
        stopped.broadcast()
        stopped.unlock()
    }

    /// For a session that no longer reads: half a minute at most.
    func waitUntilStopped() {
        let limit = Date(timeIntervalSinceNow: 30)
        stopped.lock()
        while !state.withLock({ $0.isStopped }), stopped.wait(until: limit) {}
        stopped.unlock()
    }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            // No program started by another test is to hold this connection open.
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            let number = state.withLock { state -> Int? in
                guard !state.isStopped else { return nil }
                state.commands.append([])
                state.sockets[state.commands.count - 1] = socket
                return state.commands.count - 1
            }
            guard let number else {
                close(socket)
                break
            }
            Thread.detachNewThread { [self] in
                ScriptedServerSession(server: self, socket: socket, number: number).serve()
                state.withLock { _ = $0.sockets.removeValue(forKey: number) }
                close(socket)
            }
        }
        close(listener)
    }

    /// The fault for this step, used up once.
    func fault(at step: Script.Step, recipient: String) -> Script.Fault? {
        state.withLock { state in
            for (index, rule) in script.rules.enumerated()
            where rule.step == step && recipient.hasPrefix(rule.recipient) {
                guard state.used[index, default: 0] < rule.times else { continue }
                state.used[index, default: 0] += 1
                return rule.fault
            }
            return nil
        }
    }
}
