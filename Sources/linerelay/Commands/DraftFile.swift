import Broadcasting
import Disk
import Glibc
import Mail

/// A file that a person names as a draft, wherever it lies.
struct DraftFile {
    /// As the person called it.
    let named: String

    var path: String { Workspace.resolved(named) }
    var shownAs: String { DraftFileName.shown(named) }
    var name: String { String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]) }

    /// Why the daemon would not take it, if it were dropped as it is.
    var reasonToBeLeftAlone: String? {
        var status = stat()
        if lstat(Workspace.absolute(named), &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
            return "a symbolic link is not followed"
        }
        guard case .ignored(let why) = DraftFileName.disposition(of: name) else { return nil }
        return why
    }

    /// - Throws: 66, 77; 65 where it can be no draft, by its name or its size.
    func octets() throws(Failure) -> [UInt8] {
        if case .rejected(let why) = DraftFileName.disposition(of: name), Folder.exists(path) {
            throw Failure(.badInput, [Problem(path: shownAs, why)])
        }
        do throws(SystemError) { return try File.contents(of: path, limit: Draft.sizeLimit) } catch {
            if error.isMissing || error.isDenied {
                throw Failure(error.isMissing ? .noSuchFile : .permission, "\(error)")
            }
            throw Failure(.badInput, [Problem(path: shownAs, DraftFile.trouble(error))])
        }
    }

    /// Why a file that is there is no draft.
    static func trouble(_ error: SystemError) -> String {
        if error.isOutOfRoom { return "is too big for a draft: the limit is 256 KiB" }
        return error.code == EINVAL ? "is not a plain file" : "cannot be read: \(error.reason)"
    }

    /// The draft as it would be found if it were dropped now. A list or an attachment that somebody is saving is
    /// waited for, two seconds at most.
    /// - Parameter id: the broadcast's, in its messages.
    /// - Throws: 65 with everything that is wrong with it; 75 where something cannot be read now.
    func rehearsed(for address: EmailAddress?, id: String, in workspace: Workspace) throws(Failure)
        -> Rehearsal
    {
        let octets = try octets()
        let (configuration, zone) = (workspace.configuration, workspace.zone)
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        let isLine = folder == Workspace.resolved(configuration.folders.library)
        return try DraftFile.patiently {
            let now = Clock.real.now()
            guard isLine else {
                return try Rehearsal(
                    octets, path: shownAs, for: address, id: id, configuration, zone: zone, now: now)
            }
            let line = try LibraryFolder(configuration).read(name, now: now)
            return try Rehearsal(line, for: address, id: id, configuration, zone: zone, now: now)
        }
    }

    /// Waits for a file that somebody is saving, two seconds at most.
    /// - Throws: 65 with everything that is wrong; 75 where something cannot be read now.
    static func patiently<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
        var patience = 20
        while true {
            do { return try body() } catch ListFault.beingEdited where patience > 0 {
                patience -= 1
                poll(nil, 0, 100)
            } catch is FileBeingSaved where patience > 0 {
                patience -= 1
                poll(nil, 0, 100)
            } catch let found as Problems {
                throw Failure(.badInput, found.all)
            } catch let fault as LibraryFault {
                throw Failure(.badInput, "\(fault)")
            } catch let damage as DamagedRecord {
                throw Failure(.badInput, "\(damage)")
            } catch {
                throw Failure(.tryLater, "\(error)")
            }
        }
    }
}
