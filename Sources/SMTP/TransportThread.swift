import Glibc
import Mail

/// A transport on a thread of its own: its calls block, and so must not run on Swift's shared threads.
public final class TransportThread: Sendable {
    /// Reaches the transport.
    public let wakeup: Wakeup
    private let thread: pthread_t

    /// Starts it. The source belongs to the thread from here on.
    /// - Parameter ended: called on the thread when the transport has stopped.
    public init(
        relays: [Endpoint], source: sending any DeliverySource, ended: @escaping @Sendable () -> Void
    ) throws(EndpointProblem) {
        let transport = try Transport(relays: relays, source: source)
        wakeup = transport.wakeup
        let luggage = Unmanaged.passRetained(Luggage(transport, ended))
        var started = pthread_t()
        let code = pthread_create(&started, nil, TransportThread.main, luggage.toOpaque())
        guard code == 0 else {
            luggage.release()
            throw EndpointProblem(description: "no thread is to be had (error \(code))")
        }
        thread = started
    }

    /// Waits until the transport has ended; to be called once, after `wakeup.stop`.
    public func join() { pthread_join(thread, nil) }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        pointer in
        guard let pointer else { return nil }
        let luggage = Unmanaged<Luggage>.fromOpaque(pointer).takeRetainedValue()
        luggage.transport.run()
        luggage.ended()
        return nil
    }

    /// Unchecked, because it is packed on one thread and unpacked on another, and touched by nobody between.
    private final class Luggage: @unchecked Sendable {
        let transport: Transport
        let ended: @Sendable () -> Void

        init(_ transport: Transport, _ ended: @escaping @Sendable () -> Void) {
            self.transport = transport
            self.ended = ended
        }
    }
}
