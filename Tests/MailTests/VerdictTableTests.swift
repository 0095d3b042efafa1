import Mail
import Testing

@Suite struct VerdictTableTests {
    private static let later = Verdict(scope: .recipient, isPermanent: false)
    private static let refused = Verdict(scope: .recipient, isPermanent: true)
    private static let dead = Verdict(scope: .recipient, isPermanent: true, addressIsDead: true)
    private static let fresh = Verdict(scope: .connection, isPermanent: false)
    private static let crowded = Verdict(scope: .connection, isPermanent: false, asksForLess: true)
    private static let slower = Verdict(scope: .throttled, isPermanent: false, asksForLess: true)
    private static let less = Verdict(scope: .recipient, isPermanent: false, asksForLess: true)
    private static let usedUp = Verdict(scope: .quota, isPermanent: false)
    private static let person = Verdict(scope: .account, isPermanent: false)
    private static let unfit = Verdict(scope: .message, isPermanent: true)

    private func verdict(_ line: String, at stage: Stage) throws -> Verdict {
        var parser = ReplyParser()
        parser.append(Array((line + "\r\n").utf8))
        return Verdict(of: try #require(try parser.next()), at: stage)
    }

    @Test(arguments: [
        (Stage.rcpt, "421 4.3.2 shutting down", crowded),
        (.greeting, "421 4.7.0 try again later", crowded),
        (.endOfData, "421 closing", crowded),
        (.greeting, "450 busy", fresh),
        (.startTLS, "454 4.7.0 TLS not available", fresh),
        (.rcpt, "451 4.3.0 queue file write error", fresh),
        (.endOfData, "452 4.3.1 insufficient storage", fresh),
        (.rcpt, "450 4.4.1 connection timed out", fresh),
        (.rset, "502 what", fresh),
        (.endOfData, "354 go on", fresh),
    ])
    func `trouble with the line or the relay`(stage: Stage, line: String, expected: Verdict) throws {
        #expect(try verdict(line, at: stage) == expected)
    }

    @Test(arguments: [
        (Stage.auth, "432 4.3.2 Concurrent connections limit exceeded"),
        (.rcpt, "432 slow"),
        (.auth, "454 4.7.0 Too many login attempts"),
        (.mail, "454 Throttling failure: Maximum sending rate exceeded"),
        (.rcpt, "450 4.2.1 Peak SMTP relay limit exceeded for customer"),
        (.rcpt, "451 4.7.500 Server busy. Please try again later"),
        (.rcpt, "452 4.4.5 Messages per second limit exceeded"),
    ])
    func `a relay that says slow down says nothing about the recipient`(stage: Stage, line: String) throws {
        #expect(try verdict(line, at: stage) == Self.slower)
    }

    @Test(arguments: [
        (Stage.rcpt, "550 5.4.5 Daily SMTP relay limit exceeded for user"),
        (.rcpt, "550 5.4.5 Daily user sending limit exceeded"),
        (.endOfData, "550 5.7.1 Daily SMTP relay limit exceeded for customer"),
        (.endOfData, "454 Throttling failure: Daily message quota exceeded"),
        (.mail, "452 4.5.3 Daily message limit exceeded"),
        (.endOfData, "550 5.2.251 Sender throttled due to continuous high rate"),
        (.endOfData, "550 5.2.255 Sender throttled"),
        (.endOfData, "554 5.2.0 STOREDRV.Submission.Exception:QuotaExceeded"),
        (.mail, "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit"),
        (.mail, "550 5.7.705 Access denied, tenant has exceeded threshold"),
        (.mail, "550 5.7.708 Access denied, traffic not accepted from this IP"),
        (.rcpt, "550 domain exceeded the max emails per hour (100/100 allowed)"),
    ])
    func `a quota that is used up says nothing about the recipient either`(stage: Stage, line: String) throws
    {
        #expect(try verdict(line, at: stage) == Self.usedUp)
    }

    @Test func `4_7_x of a message or a sender asks for less, of one recipient for nothing`() throws {
        #expect(try verdict("451 4.7.1 try again later", at: .mail) == Self.less)
        #expect(try verdict("451 4.7.1 try again later", at: .endOfData) == Self.less)
        #expect(try verdict("450 4.7.1 greylisted", at: .rcpt) == Self.later)
    }

    @Test(arguments: [
        "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents",
        "450 4.2.1 this mailbox is resting", "450 4.2.1 Recipient address rejected: greylisted",
    ])
    func `one mailbox that rests holds nobody else up`(line: String) throws {
        #expect(try verdict(line, at: .rcpt) == Self.later)
        #expect(try verdict(line, at: .mail) == Self.slower)
    }

    @Test(arguments: [
        (Stage.mail, "530 5.7.0 must issue a STARTTLS command first"),
        (.auth, "535 5.7.8 bad credentials"),
        (.auth, "534 5.7.9 application-specific password required"),
        (.auth, "504 mechanism unknown"),
        (.mail, "550 5.7.8 log in first"),
        (.mail, "553 sender not allowed"),
        (.mail, "553 5.1.3 bad syntax"),
        (.mail, "554 5.2.2 mailbox full"),
        (.rcpt, "550 5.1.8 sender domain not found"),
        (.mail, "450 4.1.8 sender domain not found"),
        (.rcpt, "550 5.1.7 bad sender"),
        (.rcpt, "554 5.7.1 <ann@kent.example>: Relay access denied"),
        (.rcpt, "454 4.7.1 <ann@kent.example>: Relay access denied"),
        (.rcpt, "550 relaying not permitted"),
        (.rcpt, "550 5.7.54 Unable to relay recipient in non-accepted domain"),
        (.endOfData, "554 Message rejected: Email address is not verified"),
        (.greeting, "554 5.7.1 no service for you"),
        (.ehlo, "550 bad name"),
    ])
    func `what is wrong with ourselves needs a person`(stage: Stage, line: String) throws {
        #expect(try verdict(line, at: stage) == Self.person)
    }

    @Test(arguments: [
        (Stage.mail, "552 5.3.4 message size limit exceeded"),
        (.endOfData, "552 too big"),
        (.mail, "552 message size exceeds fixed limit"),
        (.endOfData, "554 5.3.4 too big"),
    ])
    func `a message too big is too big for everybody`(stage: Stage, line: String) throws {
        #expect(try verdict(line, at: stage) == Self.unfit)
    }

    @Test(arguments: [
        (Stage.rcpt, "550 5.1.1 user unknown", dead),
        (.rcpt, "550 5.1.1 <daily-limit@kent.example> unknown: relay access denied", dead),
        (.rcpt, "550 5.1.2 no such domain", dead),
        (.rcpt, "553 5.1.3 bad address", dead),
        (.rcpt, "550 5.1.6 moved", dead),
        (.rcpt, "556 5.1.10 null MX", dead),
        (.rcpt, "556 no mail here", dead),
        (.rcpt, "556 5.7.1 policy", refused),
        (.endOfData, "550 5.1.1 user unknown", refused),
        (.rcpt, "550 user unknown", refused),
        (.rcpt, "550 <over-quota-rate-limit@kent.example>: no", refused),
        (.rcpt, "552 5.2.2 mailbox full, quota exceeded", refused),
        (.rcpt, "552 mailbox full", refused),
        (.rcpt, "550 5.2.1 mailbox disabled", refused),
        (.endOfData, "550 5.7.1 looks like spam", refused),
        (.endOfData, "554 no", refused),
        (.endOfData, "554 5.4.6 hop count limit exceeded", refused),
        (.mail, "553 5.6.7 needs SMTPUTF8", refused),
        (.rcpt, "450 4.7.1 greylisted", later),
        (.rcpt, "451 try later", later),
        (.rcpt, "452 4.2.2 over quota", later),
        (.endOfData, "450 4.6.0 odd", later),
        (.rcpt, "450 4.1.1 unknown for now", later),
    ])
    func `the rest is about this recipient`(stage: Stage, line: String, expected: Verdict) throws {
        #expect(try verdict(line, at: stage) == expected)
    }

    @Test func `only a permanent refusal of the recipient says that an address is dead`() throws {
        let stages: [Stage] = [.greeting, .ehlo, .startTLS, .auth, .mail, .rcpt, .data, .endOfData, .rset]
        for stage in stages {
            for code in 200...599 {
                for status in [nil, EnhancedStatus(code / 100, 1, 1), EnhancedStatus(code / 100, 7, 1)] {
                    let verdict = Verdict(of: Reply(code: code, status: status, text: ""), at: stage)
                    if verdict.addressIsDead {
                        #expect(verdict == Self.dead && stage == .rcpt && code >= 500)
                    }
                    if verdict.isPermanent { #expect(code >= 500) }
                }
            }
        }
    }
}
