package dev.portledger.agent.bpf;

import static dev.portledger.agent.bpf.Register.R0;
import static dev.portledger.agent.bpf.Register.R1;
import static dev.portledger.agent.bpf.Register.R10;
import static dev.portledger.agent.bpf.Register.R2;
import static dev.portledger.agent.bpf.Register.R6;
import static dev.portledger.agent.bpf.Register.R7;
import static dev.portledger.agent.bpf.Register.R8;
import static dev.portledger.agent.bpf.Register.R9;
import static dev.portledger.agent.bpf.Sequences.RECORD;
import static dev.portledger.agent.bpf.Width.BYTE;
import static dev.portledger.agent.bpf.Width.DOUBLE;
import static dev.portledger.agent.bpf.Width.HALF;
import static dev.portledger.agent.bpf.Width.WORD;

import dev.portledger.agent.bpf.Assembler.Condition;
import dev.portledger.agent.bpf.Assembler.Label;
import dev.portledger.agent.bpf.Program.Kind;
import dev.portledger.agent.bpf.RawEvent.What;

/**
 * The programs that see TCP sockets enter and leave LISTEN, by the tracepoint inet_sock_set_state. Of all its changes
 * they look at those only; it also fires for each connection (from LISTEN to SYN_RECV, for the new socket).
 *
 * <p>A listen(2) that fails goes through LISTEN as well, there and back within the call (inet_csk_listen_start in
 * net/ipv4/inet_connection_sock.c). Where its return is watched, the entry into LISTEN waits for that; elsewhere whoever
 * reads the records has to see it, see {@link RawEvent#isShutDown}.
 */
final class ListenPrograms {

    private static final int TCP = 6;
    private static final int AF_INET6 = 10;
    private static final int TCP_CLOSE = 7;
    private static final int TCP_LISTEN = 10;

    private final Maps maps;

    ListenPrograms(Maps maps) {
        this.maps = maps;
    }

    /**
     * On the tracepoint with its arguments by type: struct sock *, old state, new state.
     *
     * @param waiting whether {@link #listenReturned} tells the entry into LISTEN
     */
    Program typed(SocketLayout layout, boolean waiting) {
        Assembler code = new Assembler();
        Label out = new Label();
        Label entered = new Label();
        Label wanted = new Label();
        code.move(R6, R1)
                .load(DOUBLE, R8, R6, 8)
                .load(DOUBLE, R2, R6, 16)
                .move(R9, What.LISTENING.number())
                .jumpIf(R2, Condition.EQUAL, TCP_LISTEN, entered)
                .jumpIf(R8, Condition.NOT_EQUAL, TCP_LISTEN, out)
                .jumpIf(R2, Condition.NOT_EQUAL, TCP_CLOSE, out)
                .move(R9, What.CLOSED.number())
                .mark(entered)
                .load(DOUBLE, R7, R6, 0)
                .load(HALF, R1, R7, layout.protocol())
                .jumpIf(R1, Condition.EQUAL, TCP, wanted)
                .jump(out)
                .mark(wanted);
        if (waiting) {
            skipEndOfFailedListen(code, out);
        }
        Sequences.clearRecord(code);
        code.store(WORD, R10, RECORD + RecordLayout.KIND, R9);
        readSocket(code, layout);
        code.load(BYTE, R1, R7, layout.shutdown()).store(WORD, R10, RECORD + RecordLayout.SHUTDOWN, R1);
        Sequences.describeCaller(code, R10, RECORD);
        if (waiting) {
            Label closed = new Label();
            code.jumpIf(R9, Condition.EQUAL, What.CLOSED.number(), closed);
            Sequences.threadAsKey(code);
            Sequences.remember(code, maps.pending());
            code.jump(out).mark(closed);
        }
        Sequences.emit(code, maps, R10, RECORD);
        code.mark(out);
        return new Program("set_state", Kind.TYPED_TRACEPOINT, layout.setState(), Sequences.end(code, 0));
    }

    /** LISTEN is left by a thread that is still in the listen(2) which entered it. */
    private void skipEndOfFailedListen(Assembler code, Label out) {
        Label told = new Label();
        code.jumpIf(R9, Condition.NOT_EQUAL, What.CLOSED.number(), told);
        Sequences.threadAsKey(code);
        Sequences.lookup(code, maps.pending());
        code.jumpIf(R0, Condition.EQUAL, 0, told)
                .load(WORD, R1, R0, RecordLayout.KIND)
                .jumpIf(R1, Condition.EQUAL, What.LISTENING.number(), out)
                .mark(told);
    }

    private static void readSocket(Assembler code, SocketLayout layout) {
        code.store(WORD, R10, RECORD + RecordLayout.PROTOCOL, TCP)
                .load(HALF, R1, R7, layout.port())
                .store(WORD, R10, RECORD + RecordLayout.PORT, R1)
                .load(WORD, R1, R7, layout.device())
                .store(WORD, R10, RECORD + RecordLayout.DEVICE, R1)
                .load(WORD, R1, R7, layout.uid())
                .store(WORD, R10, RECORD + RecordLayout.SOCKET_UID, R1)
                .load(DOUBLE, R1, R7, layout.net());
        Label noNet = new Label();
        code.jumpIf(R1, Condition.EQUAL, 0, noNet)
                .load(WORD, R1, R1, layout.netnsInode())
                .store(WORD, R10, RECORD + RecordLayout.NETNS, R1)
                .mark(noNet)
                .load(HALF, R8, R7, layout.family())
                .store(WORD, R10, RECORD + RecordLayout.FAMILY, R8);
        Label v6 = new Label();
        Label read = new Label();
        layout.v6Address().ifPresent(address -> code.jumpIf(R8, Condition.EQUAL, AF_INET6, v6));
        code.load(WORD, R1, R7, layout.address())
                .store(WORD, R10, RECORD + RecordLayout.ADDRESS, R1)
                .jump(read)
                .mark(v6);
        layout.v6Address().ifPresent(address -> {
            for (int word = 0; word < 16; word += 4) {
                code.load(WORD, R1, R7, address + word).store(WORD, R10, RECORD + RecordLayout.ADDRESS + word, R1);
            }
            code.load(BYTE, R1, R7, layout.v6Only() / 8)
                    .shiftRight(R1, layout.v6Only() % 8)
                    .and(R1, 1)
                    .store(WORD, R10, RECORD + RecordLayout.V6ONLY, R1);
        });
        code.mark(read)
                .move(R1, R7)
                .call(Helper.GET_SOCKET_COOKIE)
                .store(DOUBLE, R10, RECORD + RecordLayout.COOKIE, R0);
    }

    /** Called by the tracepoint sys_exit_listen, in the same thread as the entry into LISTEN. */
    Program listenReturned() {
        Assembler code = new Assembler();
        Label out = new Label();
        Label emit = new Label();
        code.load(DOUBLE, R9, R1, 16) // ret
                .shiftLeft(R9, 32)
                .shiftRightSigned(R9, 32);
        Sequences.threadAsKey(code);
        Sequences.lookup(code, maps.pending());
        code.jumpIf(R0, Condition.EQUAL, 0, out)
                .move(R7, R0)
                .load(WORD, R1, R7, RecordLayout.KIND)
                .jumpIf(R1, Condition.NOT_EQUAL, What.LISTENING.number(), out)
                .store(WORD, R7, RecordLayout.RESULT, R9)
                .store(WORD, R7, RecordLayout.CALL, 1)
                .jumpIf(R9, Condition.EQUAL, 0, emit)
                .store(WORD, R7, RecordLayout.KIND, What.FAILED.number())
                .mark(emit);
        Sequences.emit(code, maps, R7, 0);
        Sequences.forget(code, maps.pending());
        code.mark(out);
        return new Program("listen_returned", Kind.TRACEPOINT, 0, Sequences.end(code, 0));
    }

    /** On the tracepoint as tracefs describes it; it has neither cookie nor network namespace. */
    Program untyped() {
        Assembler code = new Assembler();
        Label out = new Label();
        Label entered = new Label();
        code.move(R6, R1)
                .load(WORD, R1, R6, 16) // oldstate
                .load(WORD, R2, R6, 20) // newstate
                .move(R9, What.LISTENING.number())
                .jumpIf(R2, Condition.EQUAL, TCP_LISTEN, entered)
                .jumpIf(R1, Condition.NOT_EQUAL, TCP_LISTEN, out)
                .jumpIf(R2, Condition.NOT_EQUAL, TCP_CLOSE, out)
                .move(R9, What.CLOSED.number())
                .mark(entered)
                .load(HALF, R1, R6, 30) // protocol
                .jumpIf(R1, Condition.NOT_EQUAL, TCP, out);
        Sequences.clearRecord(code);
        code.store(WORD, R10, RECORD + RecordLayout.KIND, R9)
                .store(WORD, R10, RECORD + RecordLayout.PROTOCOL, TCP)
                .load(HALF, R1, R6, 24) // sport, in host order
                .store(WORD, R10, RECORD + RecordLayout.PORT, R1)
                .load(HALF, R8, R6, 28) // family
                .store(WORD, R10, RECORD + RecordLayout.FAMILY, R8);
        Label v6 = new Label();
        Label read = new Label();
        code.jumpIf(R8, Condition.EQUAL, AF_INET6, v6)
                .load(WORD, R1, R6, 32) // saddr
                .store(WORD, R10, RECORD + RecordLayout.ADDRESS, R1)
                .jump(read)
                .mark(v6);
        for (int word = 0; word < 16; word += 4) {
            code.load(WORD, R1, R6, 40 + word).store(WORD, R10, RECORD + RecordLayout.ADDRESS + word, R1); // saddr_v6
        }
        code.mark(read);
        Sequences.describeCaller(code, R10, RECORD);
        Sequences.emit(code, maps, R10, RECORD);
        code.mark(out);
        return new Program("set_state", Kind.TRACEPOINT, 0, Sequences.end(code, 0));
    }
}
