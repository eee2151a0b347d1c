package dev.portledger.agent.bpf;

import static dev.portledger.agent.bpf.Register.R0;
import static dev.portledger.agent.bpf.Register.R1;
import static dev.portledger.agent.bpf.Register.R10;
import static dev.portledger.agent.bpf.Register.R2;
import static dev.portledger.agent.bpf.Register.R3;
import static dev.portledger.agent.bpf.Register.R4;
import static dev.portledger.agent.bpf.Width.DOUBLE;
import static dev.portledger.agent.bpf.Width.WORD;

import dev.portledger.agent.bpf.Assembler.Condition;
import dev.portledger.agent.bpf.Assembler.Label;

/** What several programs do alike. The stack of each has the record at its end, a key before it, and room before that. */
final class Sequences {

    static final int RECORD = -RecordLayout.SIZE;
    static final int KEY = RECORD - 8;
    static final int ROOM = KEY - 64;

    private Sequences() {}

    /** A record of zeros on the stack, with what is unknown marked so. */
    static void clearRecord(Assembler code) {
        for (int at = 0; at < RecordLayout.SIZE; at += 8) {
            code.store(DOUBLE, R10, RECORD + at, 0);
        }
        for (int field :
                new int[] {RecordLayout.REUSEADDR, RecordLayout.REUSEPORT, RecordLayout.V6ONLY, RecordLayout.SOCKET_UID
                }) {
            code.store(WORD, R10, RECORD + field, RecordLayout.UNKNOWN);
        }
    }

    /** Time and caller. */
    static void describeCaller(Assembler code, Register record, int at) {
        code.call(Helper.KTIME_GET_NS)
                .store(DOUBLE, record, at + RecordLayout.TIME, R0)
                .call(Helper.GET_CURRENT_PID_TGID)
                .store(DOUBLE, record, at + RecordLayout.TID, R0)
                .call(Helper.GET_CURRENT_UID_GID)
                .store(DOUBLE, record, at + RecordLayout.UID, R0)
                .call(Helper.GET_CURRENT_CGROUP_ID)
                .store(DOUBLE, record, at + RecordLayout.CGROUP, R0)
                .move(R1, record)
                .add(R1, at + RecordLayout.COMM)
                .move(R2, RecordLayout.COMM_LENGTH)
                .call(Helper.GET_CURRENT_COMM);
    }

    /** The number of the current thread as the key of a map. */
    static void threadAsKey(Assembler code) {
        code.call(Helper.GET_CURRENT_PID_TGID).store(DOUBLE, R10, KEY, R0);
    }

    /** The value in R0, or 0. */
    static void lookup(Assembler code, BpfMap map) {
        code.loadMap(R1, map).move(R2, R10).add(R2, KEY).call(Helper.MAP_LOOKUP_ELEM);
    }

    static void remember(Assembler code, BpfMap map) {
        code.loadMap(R1, map)
                .move(R2, R10)
                .add(R2, KEY)
                .move(R3, R10)
                .add(R3, RECORD)
                .move(R4, 0)
                .call(Helper.MAP_UPDATE_ELEM);
    }

    static void forget(Assembler code, BpfMap map) {
        code.loadMap(R1, map).move(R2, R10).add(R2, KEY).call(Helper.MAP_DELETE_ELEM);
    }

    /** Hands a record out, or counts it as dropped. */
    static void emit(Assembler code, Maps maps, Register record, int at) {
        Label done = new Label();
        code.loadMap(R1, maps.events())
                .move(R2, record)
                .add(R2, at)
                .move(R3, RecordLayout.SIZE)
                .move(R4, 0)
                .call(Helper.RINGBUF_OUTPUT)
                .jumpIf(R0, Condition.EQUAL, 0, done)
                .store(WORD, R10, ROOM, 0)
                .loadMap(R1, maps.dropped())
                .move(R2, R10)
                .add(R2, ROOM)
                .call(Helper.MAP_LOOKUP_ELEM)
                .jumpIf(R0, Condition.EQUAL, 0, done)
                .move(R1, 1)
                .atomicAdd(R0, 0, R1)
                .mark(done);
    }

    /** Ends the program. */
    static byte[] end(Assembler code, int result) {
        return code.move(R0, result).exit().encode();
    }
}
