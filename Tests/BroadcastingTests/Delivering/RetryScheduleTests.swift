import Testing

@testable import Broadcasting

struct RetryScheduleTests {
    private let schedule = RetrySchedule(RetrySettings())

    @Test(arguments: [(1, 300), (2, 600), (3, 1_200), (4, 2_400), (5, 3_600), (6, 3_600), (60_000, 3_600)])
    func `five minutes, doubled up to an hour, a tenth more or less`(attempts: Int, seconds: Int) {
        #expect(schedule.delay(afterAttempts: attempts, random: 0) == seconds * 900)
        #expect(schedule.delay(afterAttempts: attempts, random: 0.5) == seconds * 1_000)
        #expect(schedule.delay(afterAttempts: attempts, random: 0.999_999) <= seconds * 1_100)
    }

    @Test(arguments: [(1, 1), (2, 2), (5, 16), (9, 256), (10, 300), (40, 300)])
    func `trouble with the line is tried again from one second on`(attempts: Int, seconds: Int) {
        #expect(schedule.delayAfterLoss(attempts: attempts, random: 0.5) == seconds * 1_000)
    }

    @Test func `a short first delay holds for the line as well`() {
        var settings = RetrySettings()
        settings.firstDelay = 200
        settings.maxDelay = 300
        let schedule = RetrySchedule(settings)
        #expect(schedule.delayAfterLoss(attempts: 8, random: 0.5) == 200)
        #expect(schedule.delay(afterAttempts: 8, random: 0.5) == 300)
    }
}
