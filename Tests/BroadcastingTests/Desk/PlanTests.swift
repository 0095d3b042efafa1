import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct PlanTests {
    private func plan(_ text: String, _ settings: String = "") throws -> Plan {
        let desk = try StaffedDesk(settings, lists: ["kent": "k@hub.example\n", "news": "n@hub.example\n"])
        let now = desk.time.now
        let draft = try #require(
            Draft.parse(Array(text.utf8), path: "drafts/a.md", zone: StaffedDesk.zone, now: now).draft)
        return try Plan(draft, path: "drafts/a.md", configuration: desk.configuration, now: now)
    }

    @Test func `without To the configuration's lists are meant, and without those it is an error`() throws {
        #expect(try plan("Subject: A\n\nText.\n", #""defaultLists": ["news"]"#).to.map(\.text) == ["news"])
        #expect(
            try plan("Subject: A\n\nText.\n").problems.map(\.description) == [
                "drafts/a.md:1:10: error: there is no 'To:' key: say which lists this goes to, "
                    + "for instance 'To: kent'"
            ])
    }

    @Test func `a default list that is not there is the configuration's fault`() throws {
        let problems = try plan("Subject: A\n\nText.\n", #""defaultLists": ["nws"]"#).problems
        #expect(problems.map(\.path) == ["config.json"])
        #expect(problems[0].message == "defaultLists[0]: there is no list 'nws'; did you mean 'news'?")
        #expect(problems[0].position == Position(line: 3, column: 18))
    }

    @Test func `a list under Except has to be there as well`() throws {
        let problems = try plan("Subject: A\nTo: news\nExcept: knt\n\nText.\n").problems
        #expect(
            problems.map(\.description)
                == ["drafts/a.md:3:9: error: there is no list 'knt'; did you mean 'kent'?"])
    }

    @Test func `the draft's template comes before the list's, and that before 'lines'`() throws {
        let settings = #""lists": {"kent": {"template": "alert"}}"#
        let (kent, news) = (try #require(Name("kent")), try #require(Name("news")))
        let own = try plan("Subject: A\nTo: kent, news\n\nText.\n", settings)
        #expect(own.template(for: kent).text == "alert")
        #expect(own.template(for: news).text == "lines")
        #expect(
            own.problems.map(\.message) == [
                "lists.kent.template: there is no template 'alert': it would be Templates/alert.txt.mustache"
            ])
        #expect(own.problems[0].path == "config.json")
        #expect(own.problems[0].position == Position(line: 3, column: 32))
        let given = try plan("Subject: A\nTo: kent, news\nTemplate: line\n\nText.\n", settings)
        #expect(
            given.problems.map(\.description)
                == ["drafts/a.md:3:11: error: there is no template 'line'; did you mean 'lines'?"])
    }

    @Test func `a time to send that lies ahead is waited for, and one that has come is not`() throws {
        let plan = try plan("Subject: A\nTo: news\nSend-At: 2050-11-23 12:00\n\nText.\n")
        let time = try #require(Timestamp(rfc3339: "2050-11-23T12:00:00Z"))
        #expect(plan.wait(from: time) == nil)
        #expect(plan.wait(from: time.adding(milliseconds: -1))?.until == time)
    }

    @Test(arguments: [
        ("", "kent", 0), (#""coolingTime": "5m""#, "kent", 300_000),
        (#""lists": {"kent": {"coolingTime": "2m"}}"#, "kent", 120_000),
        (#""lists": {"kent": {"coolingTime": "2m"}}"#, "news", 0),
        (#""coolingTime": "5m", "lists": {"kent": {"coolingTime": "2m"}}"#, "kent", 120_000),
        (#""coolingTime": "5m", "lists": {"kent": {"coolingTime": "2m"}}"#, "kent, news", 300_000),
        (#""coolingTime": "5m", "lists": {"kent": {"coolingTime": "0s"}}"#, "kent", 0),
        (#""lists": {"kent": {"coolingTime": "2m"}, "news": {"coolingTime": "3m"}}"#, "kent, news", 180_000),
    ])
    func `the longest cooling time of the lists addressed counts, a list's own before everybody's`(
        _ settings: String, _ lists: String, _ milliseconds: Int
    ) throws {
        let plan = try plan("Subject: A\nTo: \(lists)\n\nText.\n", settings)
        #expect(plan.configuration.coolingTime(of: plan.to) == milliseconds)
        #expect((plan.wait(from: Timestamp(milliseconds: 0))?.until.milliseconds ?? 0) == Int64(milliseconds))
    }

    @Test func `a list's own address is known for every file and every setting`() throws {
        let plan = try plan(
            "Subject: A\nTo: news\n\nText.\n", #""listDomain": "Lists.Hub.example", "lists": {"old": {}}"#)
        #expect(
            plan.ownAddresses == [
                "kent@lists.hub.example", "news@lists.hub.example", "old@lists.hub.example",
            ])
    }
}
