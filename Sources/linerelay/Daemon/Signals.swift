import CSystem
import Glibc

/// SIGTERM, SIGINT and SIGHUP as something to read, instead of something that interrupts.
struct Signals: ~Copyable {
    enum Received { case stop, reload }

    /// For poll(2).
    let descriptor: Int32

    /// To be called before any other thread is started: they inherit the mask.
    init() throws(Failure) {
        var mask = sigset_t()
        sigemptyset(&mask)
        for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&mask, signal) }
        pthread_sigmask(SIG_BLOCK, &mask, nil)
        signal(SIGPIPE, SIG_IGN)
        // A limit on file sizes is a full disk (EFBIG), not the end.
        signal(SIGXFSZ, SIG_IGN)
        descriptor = signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard descriptor >= 0 else {
            throw Failure(.tryLater, "no signal descriptor is to be had: errno \(errno)")
        }
    }

    deinit { close(descriptor) }

    /// What has come since the last call; a stop beats a reload.
    func take() -> Received? {
        var received: Received?
        var info = signalfd_siginfo()
        while read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 {
            if info.ssi_signo != UInt32(SIGHUP) {
                received = .stop
            } else if received == nil {
                received = .reload
            }
        }
        return received
    }
}
