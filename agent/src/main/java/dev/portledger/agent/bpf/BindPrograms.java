package dev.portledger.agent.bpf;

import static dev.portledger.agent.bpf.Register.R0;
import static dev.portledger.agent.bpf.Register.R1;
import static dev.portledger.agent.bpf.Register.R10;
import static dev.portledger.agent.bpf.Register.R2;
import static dev.portledger.agent.bpf.Register.R3;
import static dev.portledger.agent.bpf.Register.R4;
import static dev.portledger.agent.bpf.Register.R5;
import static dev.portledger.agent.bpf.Register.R6;
import static dev.portledger.agent.bpf.Register.R7;
import static dev.portledger.agent.bpf.Register.R8;
import static dev.portledger.agent.bpf.Register.R9;
import static dev.portledger.agent.bpf.Sequences.KEY;
import static dev.portledger.agent.bpf.Sequences.RECORD;
import static dev.portledger.agent.bpf.Sequences.ROOM;
import static dev.portledger.agent.bpf.Width.BYTE;
import static dev.portledger.agent.bpf.Width.DOUBLE;
import static dev.portledger.agent.bpf.Width.WORD;

import dev.portledger.agent.bpf.Assembler.Condition;
import dev.portledger.agent.bpf.Assembler.Label;
import dev.portledger.agent.bpf.Program.Kind;
import dev.portledger.agent.bpf.RawEvent.What;
import java.util.Optional;

/** The programs that see bind(2), and the end of UDP sockets. */
final class BindPrograms {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_REUSEPORT = 15;
    /** So many bytes of a socket are copied; all that is read of it, save the owner, is in there. */
    private static final int SOCKET_BYTES = 56;

    private final Maps maps;
    private final Optional<SocketLayout> layout;

    BindPrograms(Maps maps, Optional<SocketLayout> layout) {
        this.maps = maps;
        this.layout = layout.filter(known -> known.net() + 8 <= SOCKET_BYTES
                && known.device() + 4 <= SOCKET_BYTES
                && known.v6Only() / 8 < SOCKET_BYTES);
    }

    /**
     * Called before a bind with struct bpf_sock_addr; notes what is asked for, and always lets it pass: the result 1.
     *
     * @param emitting whether the attempt is told; else it is kept until the call returns
     */
    Program attempt(boolean v6, boolean emitting) {
        Assembler code = new Assembler();
        Label pass = new Label();
        Label wanted = new Label();
        code.move(R6, R1)
                .load(WORD, R7, R6, 24) // user_port, in network order
                .jumpIf(R7, Condition.EQUAL, 0, pass)
                .load(WORD, R8, R6, 36)
                .jumpIf(R8, Condition.EQUAL, TCP, wanted)
                .jumpIf(R8, Condition.NOT_EQUAL, UDP, pass)
                .mark(wanted);
        Sequences.clearRecord(code);
        code.store(WORD, R10, RECORD + RecordLayout.KIND, What.ATTEMPT.number())
                .networkOrder16(R7)
                .store(WORD, R10, RECORD + RecordLayout.PORT, R7)
                .store(WORD, R10, RECORD + RecordLayout.PROTOCOL, R8)
                .load(WORD, R1, R6, 28)
                .store(WORD, R10, RECORD + RecordLayout.FAMILY, R1);
        for (int word = 0; word < (v6 ? 16 : 4); word += 4) {
            code.load(WORD, R1, R6, (v6 ? 8 : 4) + word).store(WORD, R10, RECORD + RecordLayout.ADDRESS + word, R1);
        }
        option(code, SO_REUSEADDR, RecordLayout.REUSEADDR);
        option(code, SO_REUSEPORT, RecordLayout.REUSEPORT);
        code.move(R1, R6).call(Helper.GET_SOCKET_COOKIE).store(DOUBLE, R10, RECORD + RecordLayout.COOKIE, R0);
        layout.ifPresent(known -> readSocket(code, known, v6));
        Sequences.describeCaller(code, R10, RECORD);
        if (emitting) {
            Sequences.emit(code, maps, R10, RECORD);
        } else {
            Sequences.threadAsKey(code);
            Sequences.remember(code, maps.pending());
        }
        code.mark(pass);
        return new Program(v6 ? "attempt6" : "attempt4", v6 ? Kind.BIND6 : Kind.BIND4, 0, Sequences.end(code, 1));
    }

    private static void option(Assembler code, int option, int field) {
        Label read = new Label();
        code.move(R1, R6)
                .move(R2, SOL_SOCKET)
                .move(R3, option)
                .move(R4, R10)
                .add(R4, RECORD + field)
                .move(R5, 4)
                .call(Helper.GETSOCKOPT)
                .jumpIf(R0, Condition.EQUAL, 0, read)
                .store(WORD, R10, RECORD + field, RecordLayout.UNKNOWN)
                .mark(read);
    }

    /** What the context does not have, out of the socket itself, by a copy of its first bytes. */
    private static void readSocket(Assembler code, SocketLayout known, boolean v6) {
        Label unread = new Label();
        code.load(DOUBLE, R3, R6, 64) // sk
                .move(R1, R10)
                .add(R1, ROOM)
                .move(R2, SOCKET_BYTES)
                .call(Helper.PROBE_READ_KERNEL)
                .jumpIf(R0, Condition.NOT_EQUAL, 0, unread)
                .load(WORD, R1, R10, ROOM + known.device())
                .store(WORD, R10, RECORD + RecordLayout.DEVICE, R1);
        if (v6) {
            code.load(BYTE, R1, R10, ROOM + known.v6Only() / 8)
                    .shiftRight(R1, known.v6Only() % 8)
                    .and(R1, 1)
                    .store(WORD, R10, RECORD + RecordLayout.V6ONLY, R1);
        }
        code.load(DOUBLE, R3, R10, ROOM + known.net())
                .add(R3, known.netnsInode())
                .move(R1, R10)
                .add(R1, RECORD + RecordLayout.NETNS)
                .move(R2, 4)
                .call(Helper.PROBE_READ_KERNEL)
                .mark(unread);
    }

    /** Called by the tracepoint sys_exit_bind, in the same thread as the attempt before it. */
    Program bindReturned() {
        Assembler code = new Assembler();
        Label out = new Label();
        Label failed = new Label();
        Label done = new Label();
        code.load(DOUBLE, R9, R1, 16) // ret
                .shiftLeft(R9, 32)
                .shiftRightSigned(R9, 32);
        Sequences.threadAsKey(code);
        Sequences.lookup(code, maps.pending());
        code.jumpIf(R0, Condition.EQUAL, 0, out)
                .move(R7, R0)
                .load(WORD, R1, R7, RecordLayout.KIND)
                .jumpIf(R1, Condition.NOT_EQUAL, What.ATTEMPT.number(), out)
                .call(Helper.KTIME_GET_NS)
                .store(DOUBLE, R7, RecordLayout.TIME, R0)
                .store(WORD, R7, RecordLayout.RESULT, R9)
                .jumpIf(R9, Condition.SIGNED_LESS, 0, failed)
                .load(WORD, R1, R7, RecordLayout.PROTOCOL)
                .jumpIf(R1, Condition.NOT_EQUAL, UDP, done)
                .store(WORD, R7, RecordLayout.KIND, What.LISTENING.number())
                .loadMap(R1, maps.udp())
                .move(R2, R7)
                .add(R2, RecordLayout.COOKIE)
                .move(R3, R7)
                .move(R4, 0)
                .call(Helper.MAP_UPDATE_ELEM);
        Label emit = new Label();
        code.jump(emit)
                .mark(failed)
                .store(WORD, R7, RecordLayout.KIND, What.FAILED.number())
                .mark(emit);
        Sequences.emit(code, maps, R7, 0);
        code.mark(done);
        Sequences.forget(code, maps.pending());
        code.mark(out);
        return new Program("bind_returned", Kind.TRACEPOINT, 0, Sequences.end(code, 0));
    }

    /** Called after a successful bind with struct bpf_sock; tells it, and lets it pass. */
    Program success(boolean v6) {
        Assembler code = new Assembler();
        Label pass = new Label();
        Label wanted = new Label();
        code.move(R6, R1)
                .load(WORD, R7, R6, 12) // protocol
                .jumpIf(R7, Condition.EQUAL, TCP, wanted)
                .jumpIf(R7, Condition.NOT_EQUAL, UDP, pass)
                .mark(wanted);
        Sequences.clearRecord(code);
        code.store(WORD, R10, RECORD + RecordLayout.KIND, What.BOUND.number())
                .store(WORD, R10, RECORD + RecordLayout.PROTOCOL, R7)
                .load(WORD, R1, R6, 44) // src_port, in host order
                .store(WORD, R10, RECORD + RecordLayout.PORT, R1)
                .call(Helper.KTIME_GET_NS)
                .store(DOUBLE, R10, RECORD + RecordLayout.TIME, R0)
                .move(R1, R6)
                .call(Helper.GET_SOCKET_COOKIE)
                .store(DOUBLE, R10, RECORD + RecordLayout.COOKIE, R0);
        Sequences.emit(code, maps, R10, RECORD);
        code.mark(pass);
        Kind kind = v6 ? Kind.POST_BIND6 : Kind.POST_BIND4;
        return new Program(v6 ? "success6" : "success4", kind, 0, Sequences.end(code, 1));
    }

    /** Called when a socket is released, with struct bpf_sock; tells the end of a UDP socket that {@link #bindReturned} told. */
    Program released() {
        Assembler code = new Assembler();
        Label pass = new Label();
        code.move(R6, R1)
                .load(WORD, R1, R6, 12) // protocol
                .jumpIf(R1, Condition.NOT_EQUAL, UDP, pass)
                .move(R1, R6)
                .call(Helper.GET_SOCKET_COOKIE)
                .store(DOUBLE, R10, KEY, R0);
        Sequences.lookup(code, maps.udp());
        code.jumpIf(R0, Condition.EQUAL, 0, pass).move(R7, R0);
        code.store(WORD, R7, RecordLayout.KIND, What.CLOSED.number());
        Sequences.describeCaller(code, R7, 0);
        Sequences.emit(code, maps, R7, 0);
        Sequences.forget(code, maps.udp());
        code.mark(pass);
        return new Program("udp_released", Kind.SOCK_RELEASE, 0, Sequences.end(code, 1));
    }
}
