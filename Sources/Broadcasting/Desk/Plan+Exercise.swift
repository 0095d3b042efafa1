import Mail

extension Plan {
    /// An exercise goes to lists that may be drilled, and has nothing to do with what is real.
    var problemsOfExercise: [Problem] {
        (mixedThread.map { [$0] } ?? []) + (draft.isExercise ? listsNotToBeDrilled : [])
    }

    /// A drill that updates the real lines, or the other way round.
    private var mixedThread: Problem? {
        guard let earlier, earlier.record.isExercise != draft.isExercise else { return nil }
        let named = earlier.relation == .updates ? draft.updates : draft.withdraws
        let advice =
            draft.isExercise
            ? "is none: in an exercise name the broadcast of an exercise, or take 'Exercise' out"
            : "was an exercise: say 'Exercise: yes' here too, or name the real broadcast"
        return Problem(
            path: path, at: named?.position,
            "'\(earlier.relation.key)': broadcast \(earlier.record.id) \(advice)")
    }

    private var listsNotToBeDrilled: [Problem] {
        // Whoever was sent an exercise has to hear that it is withdrawn.
        guard earlier?.withdrawn == nil else { return [] }
        let known = Set(lists.names)
        let names =
            draft.to.isEmpty
            ? to.compactMap { name in draft.exercise.map { Located(name, at: $0.position) } } : draft.to
        return names.filter { known.contains($0.value) && !settings(of: $0.value).isForExercises }
            .map { Problem(path: path, at: $0.position, notForExercises($0.value)) }
    }

    private func notForExercises(_ name: Name) -> String {
        let marked = lists.names.filter { settings(of: $0).isForExercises }.map(\.text)
        let advice =
            marked.isEmpty
            ? "no list is: whoever looks after the machine marks one with \"exercise\": true in the configuration"
            : "those that are: \(marked.joined(separator: ", "))"
        return "list '\(name)' is not for exercises; \(advice)"
    }
}
