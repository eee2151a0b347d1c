package dev.portledger.agent.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes instructions of the BPF machine (RFC 9669), each 8 bytes: opcode, registers, a 16-bit offset and a 32-bit constant,
 * little-endian. Not every instruction there is, only those that programs here use.
 */
final class Assembler {

    private static final int LOAD = 0x61; // BPF_LDX | BPF_MEM
    private static final int STORE = 0x63; // BPF_STX | BPF_MEM
    private static final int STORE_CONSTANT = 0x62; // BPF_ST | BPF_MEM
    private static final int PSEUDO_MAP_FD = 1;

    /** A place in the program that jumps go to; only forward, so that no program can loop. */
    static final class Label {
        private Optional<Integer> place = Optional.empty();
    }

    /** What a jump compares, 64 bits wide. */
    enum Condition {
        EQUAL(0x15),
        NOT_EQUAL(0x55),
        SIGNED_LESS(0xc5);

        private final int code;

        Condition(int code) {
            this.code = code;
        }
    }

    private record Jump(int from, Label to) {}

    private final ByteBuffer code = ByteBuffer.allocate(1024 * 8).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Jump> jumps = new ArrayList<>();

    private Assembler instruction(int opcode, int to, int from, int offset, int constant) {
        code.put((byte) opcode)
                .put((byte) (to | from << 4))
                .putShort((short) offset)
                .putInt(constant);
        return this;
    }

    private int place() {
        return code.position() / 8;
    }

    Assembler move(Register to, Register from) {
        return instruction(0xbf, to.number(), from.number(), 0, 0);
    }

    /** Sign-extended to 64 bits. */
    Assembler move(Register to, int constant) {
        return instruction(0xb7, to.number(), 0, 0, constant);
    }

    Assembler add(Register to, int constant) {
        return instruction(0x07, to.number(), 0, 0, constant);
    }

    Assembler and(Register to, int constant) {
        return instruction(0x57, to.number(), 0, 0, constant);
    }

    Assembler shiftLeft(Register to, int bits) {
        return instruction(0x67, to.number(), 0, 0, bits);
    }

    Assembler shiftRight(Register to, int bits) {
        return instruction(0x77, to.number(), 0, 0, bits);
    }

    /** Keeps the sign. */
    Assembler shiftRightSigned(Register to, int bits) {
        return instruction(0xc7, to.number(), 0, 0, bits);
    }

    /** The lower 16 bits from network to host order, or back. */
    Assembler networkOrder16(Register to) {
        return instruction(0xdc, to.number(), 0, 0, 16);
    }

    Assembler load(Width width, Register to, Register base, int offset) {
        return instruction(LOAD | width.code(), to.number(), base.number(), offset, 0);
    }

    Assembler store(Width width, Register base, int offset, Register from) {
        return instruction(STORE | width.code(), base.number(), from.number(), offset, 0);
    }

    /** Sign-extended to the width. */
    Assembler store(Width width, Register base, int offset, int constant) {
        return instruction(STORE_CONSTANT | width.code(), base.number(), 0, offset, constant);
    }

    /** Adds to 64 bits in memory, atomically. */
    Assembler atomicAdd(Register base, int offset, Register from) {
        return instruction(0xdb, base.number(), from.number(), offset, 0);
    }

    /** A map by the descriptor it has in this process; takes two instructions. */
    Assembler loadMap(Register to, BpfMap map) {
        return instruction(0x18, to.number(), PSEUDO_MAP_FD, 0, map.descriptor())
                .instruction(0, 0, 0, 0, 0);
    }

    Assembler call(Helper helper) {
        return instruction(0x85, 0, 0, 0, helper.number());
    }

    Assembler jump(Label to) {
        jumps.add(new Jump(place(), to));
        return instruction(0x05, 0, 0, 0, 0);
    }

    Assembler jumpIf(Register register, Condition condition, int constant, Label to) {
        jumps.add(new Jump(place(), to));
        return instruction(condition.code, register.number(), 0, 0, constant);
    }

    /** The label means the instruction that follows. */
    Assembler mark(Label label) {
        label.place = Optional.of(place());
        return this;
    }

    Assembler exit() {
        return instruction(0x95, 0, 0, 0, 0);
    }

    /** @throws IllegalStateException for a jump to a label that is nowhere, or is not ahead of it */
    byte[] encode() {
        for (Jump jump : jumps) {
            int distance = jump.to.place.orElseThrow(() -> new IllegalStateException("a label without a place"))
                    - jump.from
                    - 1;
            if (distance < 0) {
                throw new IllegalStateException("a jump backwards");
            }
            code.putShort(jump.from * 8 + 2, (short) distance);
        }
        byte[] bytes = new byte[code.position()];
        code.get(0, bytes);
        return bytes;
    }
}
