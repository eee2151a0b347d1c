package dev.portledger.domain.bind;

/** The classic wrong moves, and what is in a bad way anyhow. */
public enum Warning {
    TCP_TW_RECYCLE("Do not set tcp_tw_recycle: it broke clients behind NAT and was removed in Linux 4.12."),
    TCP_TW_REUSE("tcp_tw_reuse does not help: it is for outgoing connections, not for bind(2)."),
    KILL_9_FIRST("Do not begin with kill -9: the process could not finish its work or tell its clients."),
    KILL_MANAGED("Do not kill it: whoever manages it may start it again at once. Stop it there."),
    DODGE_PORT("Do not move to another port: whoever expects the service on this one will not find it."),
    LISTENER_IN_EPHEMERAL_RANGE(
            "The port is one that the kernel gives to clients: reserve it, or a client may take it at any start."),
    UNMANAGED_SERVER(
            "The holder runs outside systemd and containers: nothing restarts it, and nothing stops it in order.");

    private final String text;

    Warning(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
