import Foundation

/// Waits until the condition holds, asking every few milliseconds; a test never sleeps for a fixed time.
///
/// - Parameters:
///   - deadline: after how many seconds to give up. Generous: it is met only by a test that fails.
/// - Returns: whether the condition came to hold.
public func eventually(
    deadline: Double = 60, _ condition: () throws -> Bool
) async rethrows -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(Int(deadline * 1000))
    while true {
        if try condition() { return true }
        if clock.now >= end { return false }
        try? await Task.sleep(for: .milliseconds(2))
    }
}
