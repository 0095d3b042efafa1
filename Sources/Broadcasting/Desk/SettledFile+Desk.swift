import Glibc
import Mail

/// What the desk asks of a file that was handed to it.
extension SettledFile {
    /// As it was read; none where it was not.
    var bytes: [UInt8] { if case .bytes(let bytes) = content { bytes } else { [] } }

    /// A file that was saved again since it was read is looked at again, and not moved for what it was.
    func mustBeUnchanged(in folder: String) throws(NotNow) {
        var status = stat()
        guard lstat(folder + "/" + name, &status) == 0, FileIdentity(status) == identity else {
            throw NotNow("it has been saved again")
        }
    }
}

extension FileIdentity {
    /// Equal only for the very same file, unchanged. The device is left out: its number may be another one
    /// after a restart of the machine.
    var mark: String { "\(inode):\(size):\(modified):\(changed)" }
}
