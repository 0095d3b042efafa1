import Disk
import Mail

/// How broadcasts come, are told of, and go.
extension Dispatcher {
    /// - Returns: a broadcast that has arrived.
    func heed(_ order: Order) -> BroadcastFolder? {
        switch order {
        case .deliver(let folder): return folder
        case .settings(let relays, let retry):
            limits.use(relays, world.clock)
            world.schedule = RetrySchedule(retry)
            world.hasOtherRelay = relays.count > 1
            for entry in active { entry.delivery.world = world }
            return nil
        }
    }

    func take(_ folder: BroadcastFolder, isNew: Bool) {
        guard !active.contains(where: { $0.delivery.folder == folder }) else { return }
        do {
            let work = Work(on: .broadcast(id: folder.id))
            let delivery = try work.during { try Delivery(folder, world) }
            lastSlot += 1
            slots[lastSlot] = delivery
            active.append(Active(slot: lastSlot, delivery: delivery, served: active.map(\.served).min() ?? 0))
            active.sort { Dispatcher.goesFirst($0, $1) }
        } catch let error as SystemError where error.passes {
            postponed.append(folder)
            if isNew { news(.outOfRoom("\(folder.id): \(error)")) }
        } catch {
            folder.mark(.paused, "\(error)")
            news(.damaged(id: folder.id, problem: "\(error)"))
        }
    }

    /// Those who were rejected or expired are tried again, where a person wants it and knows who must not be mailed.
    func reopen(_ delivery: Delivery) {
        guard delivery.shouldReopen else { return }
        do { delivery.reopen(try dead.suppressions.load()) } catch {
            news(.notReopened(id: delivery.record.id, problem: "\(error)"))
        }
    }

    /// The summary as it is now, and the news of a pause; at most once a tick.
    func tell(_ position: Int) {
        let delivery = active[position].delivery
        let summary = delivery.summary
        if summary != active[position].summary, (try? delivery.folder.writeSummary(summary)) != nil {
            active[position].summary = summary
        }
        if delivery.log.octets != active[position].toldOctets {
            active[position].toldOctets = delivery.log.octets
            news(.written(id: delivery.record.id, octets: delivery.log.octets))
        }
        guard delivery.paused != active[position].toldPause else { return }
        // What is in flight may be the end of it.
        guard delivery.paused == nil || delivery.inFlight.isEmpty, !delivery.isComplete else { return }
        active[position].toldPause = delivery.paused
        let id = delivery.record.id
        news(delivery.paused.map { .paused(id: id, reason: $0) } ?? .resumed(id: id))
    }

    func finish(_ entry: Active) {
        guard entry.delivery.summary == active.first(where: { $0.slot == entry.slot })?.summary else {
            return
        }
        active.removeAll { $0.slot == entry.slot }
        slots[entry.slot] = nil
        entry.delivery.log.giveBackRoom()
        try? entry.delivery.folder.removePause()
        news(.finished(entry.delivery.summary))
    }

    func leave(_ delivery: Delivery, _ problem: String) {
        delivery.pause(problem)
        news(.damaged(id: delivery.record.id, problem: problem))
    }

    static func goesFirst(_ left: Active, _ right: Active) -> Bool {
        (left.delivery.record.priority, left.served) < (right.delivery.record.priority, right.served)
    }

    /// Within a priority the one that has been served least goes next.
    func keepFair(_ position: Int) {
        var index = position
        while index + 1 < active.count, Dispatcher.goesFirst(active[index + 1], active[index]) {
            active.swapAt(index, index + 1)
            index += 1
        }
    }
}
