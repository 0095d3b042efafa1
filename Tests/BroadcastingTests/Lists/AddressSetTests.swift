import Mail
import Testing

@testable import Broadcasting

struct AddressSetTests {
    @Test func `an address is in once, however it is written`() throws {
        var set = AddressSet()
        #expect(set.insert(try EmailAddress("Jo@Hub.example")))
        #expect(!set.insert(try EmailAddress("jo@hub.example")))
        #expect(set.insert(try EmailAddress("jo+x@hub.example")))
        #expect(set.contains(try EmailAddress("JO@hub.EXAMPLE")))
        #expect(!set.contains(try EmailAddress("o@hub.example")))
        #expect(set.count == 2)
    }

    @Test func `composed and decomposed letters are one address`() throws {
        var set = AddressSet()
        #expect(set.insert(try EmailAddress.parse("jos\u{E9}@hub.example").address))
        #expect(!set.insert(try EmailAddress.parse("jose\u{301}@hub.example").address))
    }

    @Test func `the mark is the one that was put last`() throws {
        var set = AddressSet()
        let address = try EmailAddress("jo@hub.example")
        #expect(set.mark(address, with: 7) == nil)
        #expect(set.mark(address, with: .max) == 7)
        #expect(set.mark(address, with: 0) == .max)
        #expect(set.count == 1)
    }

    @Test func `a million keys are told apart`() {
        var set = AddressSet()
        for number in 0..<1_000_000 as Range<UInt32> {
            #expect(mark(number, in: &set) == nil)
        }
        #expect(set.count == 1_000_000)
        for number in stride(from: 0, to: 1_000_000, by: 9973) as StrideTo<UInt32> {
            #expect(mark(number, in: &set) == number)
        }
        #expect(set.count == 1_000_000)
    }

    private func mark(_ number: UInt32, in set: inout AddressSet) -> UInt32? {
        var key: (UInt64, UInt32) = (0x6A6F_4068_7562_2E65, number)
        return withUnsafeBytes(of: &key) {
            set.mark(key: UnsafeRawBufferPointer(rebasing: $0[..<12]), with: number)
        }
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `it agrees with a set of strings`(seed: UInt64) throws {
        var random = ListRandom(seed: seed)
        var set = AddressSet()
        var model: Set<String> = []
        for _ in 0..<2_000 {
            let local = String(Int.random(in: 0..<900, using: &random), radix: 36)
            let address = try EmailAddress("p\(local)@hub.example")
            #expect(set.contains(address) == model.contains(address.comparisonKey))
            #expect(set.insert(address) == model.insert(address.comparisonKey).inserted)
        }
        #expect(set.count == model.count)
    }
}
