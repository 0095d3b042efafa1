import CSystem
import Glibc

/// Those who have a file open for writing.
enum Writers {
    /// Whether there is any; nil where the system does not say.
    ///
    /// A read lease is refused while there is (fcntl(2)); it is given back at once. Should somebody open the file in
    /// between, the kernel sends a signal, which would be SIGIO and end the process: SIGURG is ignored unless somebody
    /// asks for it.
    static func have(_ descriptor: Int32) -> Bool? {
        let setSignal: Int32 = 10
        guard fcntl(descriptor, setSignal, SIGURG) == 0 else { return nil }
        if lr_set_lease(descriptor, Int32(F_RDLCK)) == 0 {
            _ = lr_set_lease(descriptor, Int32(F_UNLCK))
            return false
        }
        return errno == EAGAIN ? true : nil
    }
}
