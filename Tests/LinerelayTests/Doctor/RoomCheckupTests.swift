import Broadcasting
import Testing

@testable import linerelay

struct RoomCheckupTests {
    @Test(
        arguments: [
            (1 << 20, nil, .error(.problems)), (100 << 20, nil, .warning), (1 << 30, nil, .well),
            (1 << 30, 999, .warning), (1 << 30, 1_000, .well), (1 << 20, 5, .error(.problems)),
        ] as [(UInt64, UInt64?, Finding.Weight)])
    func `little room is a problem before there is none`(
        octets: UInt64, files: UInt64?, weight: Finding.Weight
    ) {
        let finding = RoomCheckup.finding(RoomCheckup.Room(octets: octets, files: files), at: "state")
        #expect(finding.weight == weight)
        #expect(finding.text.hasPrefix("disk of state: \(Octets.words(octets)) free"))
    }
}
