import Testing

@testable import Broadcasting

struct DeliverySettingTests {
    @Test(
        arguments: [
            (.delivery, "", .each, 0), (.delivery, "Each", .each, 0), (.delivery, "DIGEST", .digest, 0),
            (.delivery, "none", .none(.deliveryNone), 0), (.delivery, "No", .none(.deliveryNone), 0),
            (.delivery, "weekly", .each, 1),
            (.unsubscribed, "", .each, 0), (.unsubscribed, "no", .each, 0), (.unsubscribed, "0", .each, 0),
            (.unsubscribed, "TRUE", .none(.unsubscribed), 0), (.unsubscribed, "x", .none(.unsubscribed), 0),
            (.unsubscribed, "\u{2713}", .none(.unsubscribed), 0),
            (.unsubscribed, "2026-01-05", .none(.unsubscribed), 1),
            (.emailPreference, "email", .each, 0), (.emailPreference, "Each email", .each, 0),
            (.emailPreference, "abridged email", .digest, 0), (.emailPreference, "Digest email", .digest, 0),
            (.emailPreference, "no email", .none(.deliveryNone), 0),
            (.emailPreference, "None", .none(.deliveryNone), 0),
            (.emailPreference, "sometimes", .each, 1),
            (.emailStatus, "", .each, 0), (.emailStatus, "bouncing", .none(.bouncing), 0),
            (.emailStatus, "No email", .none(.deliveryNone), 0),
            (.groupStatus, "member", .each, 0), (.groupStatus, "Owner", .each, 0),
            (.groupStatus, "manager", .each, 0),
            (.groupStatus, "invited", .none(.notMember), 0), (.groupStatus, "banned", .none(.notMember), 0),
            (.groupStatus, "", .each, 0),
        ] as [(ListColumns.Role, String, DeliverySetting.Mode, Int)])
    func `a cell says how its subscriber is mailed`(
        role: ListColumns.Role, value: String, mode: DeliverySetting.Mode, warnings: Int
    ) {
        let delivery = DeliverySetting { $0 == role ? value : nil }
        #expect(delivery.mode == mode)
        #expect(delivery.warnings.count == warnings)
    }

    @Test(
        arguments: [
            [.delivery: "none", .emailPreference: "digest"], [.delivery: "digest", .unsubscribed: "yes"],
            [.groupStatus: "pending", .delivery: "each"],
        ] as [[ListColumns.Role: String]])
    func `one no is enough`(cells: [ListColumns.Role: String]) {
        let delivery = DeliverySetting { cells[$0] }
        guard case .none = delivery.mode else {
            Issue.record("\(delivery.mode)")
            return
        }
    }
}
