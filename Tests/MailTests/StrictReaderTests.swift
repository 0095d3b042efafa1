import Foundation
import Mail
import TestSupport
import Testing

/// Python's `email` package, policy strict, as the second opinion on what composition writes.
@Suite struct StrictReaderTests {
    private static let script = """
        import base64, email, email.policy, json, sys
        policy = email.policy.strict.clone(linesep="\\r\\n", raise_on_defect=False)
        def words(text): return text.replace(" ", "")
        def lines(text): return text.replace("\\r\\n", "\\n")
        def check(sample):
            message = email.message_from_bytes(base64.b64decode(sample["wire"]), policy=policy)
            found = []
            for part in message.walk():
                found += [repr(defect) for defect in part.defects]
                for name, value in part.items():
                    found += [name + ": " + repr(defect) for defect in value.defects]
            def expect(what, got, wanted):
                if got != wanted: found.append("%s: %r is not %r" % (what, got, wanted))
            expect("Subject", str(message["Subject"]), sample["subject"])
            for field in ("From", "To"):
                addresses = message[field].addresses
                expect(field, [a.addr_spec for a in addresses], [sample[field]["address"]])
                names = [words(a.display_name) for a in addresses]
                expect(field, names, [words(sample[field]["name"])])
            for kind in ("plain", "html"):
                if sample.get(kind) is None: continue
                parts = [p for p in message.walk() if p.get_content_type() == "text/" + kind]
                body = lines(parts[0].get_payload(decode=True).decode("utf-8"))
                if body != lines(sample[kind]) + "\\n": expect(kind, body, lines(sample[kind]))
            return found
        samples = json.load(open(sys.argv[1]))
        bad = [(index, found) for index, found in enumerate(map(check, samples)) if found]
        for index, found in bad[:5]: print(index, found)
        print(len(samples), "read,", len(bad), "bad")
        """

    private struct Sample: Encodable {
        struct Party: Encodable { let name, address: String }
        enum CodingKeys: String, CodingKey { case wire, subject, from = "From", to = "To", plain, html }
        let wire: Data
        let subject: String
        let from, to: Party
        let plain: String
        let html: String?
    }

    /// Python puts white space between encoded-words of a name and folds several spaces into one: the
    /// script compares names without spaces.
    private func party(_ mailbox: Mailbox) -> Sample.Party {
        .init(name: ComposedSample.header(mailbox.name), address: mailbox.address.description)
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")),
        .timeLimit(.minutes(2)))
    func `a strict reader finds no defect and reads what was written`() async throws {
        var random = SeededRandom(seed: 9)
        let samples = try (0..<500).map { _ in
            let sample = try ComposedSample(&random)
            return Sample(
                wire: Data(sample.wire), subject: ComposedSample.header(sample.subject),
                from: party(sample.sender), to: party(sample.recipient), plain: sample.expectedText,
                html: sample.expectedHTML)
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("samples.json")
        try JSONEncoder().encode(samples).write(to: file)
        let reader = try RunningProcess("/usr/bin/python3", ["-c", Self.script, file.path])
        try await reader.end(deadline: 60)
        #expect(reader.output + reader.errors == "500 read, 0 bad\n")
    }
}
