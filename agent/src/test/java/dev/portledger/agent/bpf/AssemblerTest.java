package dev.portledger.agent.bpf;

import static dev.portledger.agent.bpf.Register.R0;
import static dev.portledger.agent.bpf.Register.R1;
import static dev.portledger.agent.bpf.Register.R10;
import static dev.portledger.agent.bpf.Register.R2;
import static dev.portledger.agent.bpf.Register.R6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.agent.bpf.Assembler.Condition;
import dev.portledger.agent.bpf.Assembler.Label;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bytes of instructions, as the macros of the kernel's include/linux/filter.h and RFC 9669 give them. */
final class AssemblerTest {

    @Test
    void writesEachInstruction() {
        BpfMap map = new BpfMap(7);
        Assembler code = new Assembler()
                .move(R6, R1)
                .move(R0, 1)
                .move(R0, -1)
                .add(R2, -8)
                .and(R1, 1)
                .shiftLeft(R1, 32)
                .shiftRight(R1, 5)
                .shiftRightSigned(R1, 32)
                .networkOrder16(R1)
                .load(Width.BYTE, R1, R6, 19)
                .load(Width.HALF, R1, R6, 16)
                .load(Width.WORD, R1, R6, 24)
                .load(Width.DOUBLE, R1, R6, 64)
                .store(Width.WORD, R10, -4, R1)
                .store(Width.DOUBLE, R10, -128, R0)
                .store(Width.WORD, R10, -40, -1)
                .store(Width.DOUBLE, R10, -8, 0)
                .atomicAdd(R0, 0, R1)
                .loadMap(R1, map)
                .call(Helper.RINGBUF_OUTPUT)
                .exit();
        assertThat(instructions(code))
                .containsExactly(
                        "bf16000000000000",
                        "b700000001000000",
                        "b7000000ffffffff",
                        "07020000f8ffffff",
                        "5701000001000000",
                        "6701000020000000",
                        "7701000005000000",
                        "c701000020000000",
                        "dc01000010000000",
                        "7161130000000000",
                        "6961100000000000",
                        "6161180000000000",
                        "7961400000000000",
                        "631afcff00000000",
                        "7b0a80ff00000000",
                        "620ad8ffffffffff",
                        "7a0af8ff00000000",
                        "db10000000000000",
                        "1811000007000000",
                        "0000000000000000",
                        "8500000082000000",
                        "9500000000000000");
    }

    @Test
    void jumpsCountInstructionsFromTheNextOne() {
        Label end = new Label();
        Label next = new Label();
        Assembler code = new Assembler()
                .jumpIf(R1, Condition.EQUAL, 6, end)
                .jumpIf(R1, Condition.NOT_EQUAL, 17, next)
                .mark(next)
                .jumpIf(R1, Condition.SIGNED_LESS, 0, end)
                .jump(end)
                .move(R0, 0)
                .mark(end)
                .exit();
        assertThat(instructions(code))
                .containsExactly(
                        "1501040006000000",
                        "5501000011000000",
                        "c501020000000000",
                        "0500010000000000",
                        "b700000000000000",
                        "9500000000000000");
    }

    @Test
    void refusesLoopsAndLabelsThatAreNowhere() {
        Label nowhere = new Label();
        assertThatThrownBy(() -> new Assembler().jump(nowhere).encode()).isInstanceOf(IllegalStateException.class);
        Label back = new Label();
        assertThatThrownBy(
                        () -> new Assembler().mark(back).move(R0, 0).jump(back).encode())
                .isInstanceOf(IllegalStateException.class);
    }

    private static List<String> instructions(Assembler code) {
        String hex = HexFormat.of().formatHex(code.encode());
        return Stream.iterate(0, at -> at < hex.length(), at -> at + 16)
                .map(at -> hex.substring(at, at + 16))
                .toList();
    }
}
