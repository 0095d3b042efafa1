/// A generator whose numbers are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Text of up to `length` scalars: words and marks of mail, several scripts, emoji, line ends, controls.
    mutating func text(upTo length: Int) -> String {
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &self) { view.append(scalar()) }
        return String(view)
    }

    /// Pieces of `parts` in a random order, with repeats.
    mutating func mixture(of parts: [String], upTo count: Int) -> String {
        (0..<Int.random(in: 0...count, using: &self))
            .map { _ in parts.randomElement(using: &self) ?? "" }.joined()
    }

    private mutating func scalar() -> Unicode.Scalar {
        switch Int.random(in: 0..<12, using: &self) {
        case 0: return "\n"
        case 1, 2: return " "
        case 3:
            return ["=", ".", "\r", "\t", "\"", "\\", "<", ">", "@", "?", "_", ","].randomElement(
                using: &self) ?? " "
        case 4: return Unicode.Scalar(UInt32.random(in: 0x80...0x10FFFF, using: &self)) ?? "\u{FFFD}"
        case 5: return Unicode.Scalar(UInt32.random(in: 0x400...0x4FF, using: &self)) ?? "я"
        case 6: return Unicode.Scalar(UInt32.random(in: 0x1F600...0x1F64F, using: &self)) ?? "é"
        case 7: return Unicode.Scalar(UInt8.random(in: 0..<0x80, using: &self))
        default: return Unicode.Scalar(UInt8.random(in: 0x61...0x7A, using: &self))
        }
    }
}
