import CSystem
import Glibc

/// What one thread leaves for another, in order; its descriptor can be read while something is there.
final class Inbox<Item: Sendable>: Sendable {
    private let items = Guarded<[Item]>([])
    /// For poll(2).
    let descriptor: Int32

    init() throws(Failure) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else {
            throw Failure(.tryLater, "no event descriptor is to be had: errno \(errno)")
        }
    }

    deinit { close(descriptor) }

    func put(_ item: Item) {
        items.withLock { $0.append(item) }
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    func takeAll() -> [Item] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
        return items.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
