import Testing

@testable import linerelay

struct RoomCheckupTests {
    @Test(
        arguments: [
            (0, "0.0 KiB"), (1023, "0.9 KiB"), (1 << 20, "1.0 MiB"), ((1 << 30) - 1, "1023.9 MiB"),
            (5 << 29, "2.5 GiB"), (1 << 45, "32.0 TiB"), (1 << 60, "1048576.0 TiB"),
        ] as [(UInt64, String)])
    func `room is told in words`(octets: UInt64, words: String) {
        #expect(RoomCheckup.words(octets) == words)
    }

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
        #expect(finding.text.hasPrefix("disk of state: \(RoomCheckup.words(octets)) free"))
    }
}
