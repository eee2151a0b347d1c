package dev.portledger.agent.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portledger.agent.testing.Mutants;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** On a description of types made here, by the format of Documentation/bpf/btf.rst. */
final class KernelTypesTest {

    private final ByteBuffer types = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();

    private int name(String text) {
        int at = strings.size();
        strings.writeBytes((text + "\0").getBytes(StandardCharsets.US_ASCII));
        return at;
    }

    private void type(int name, int kind, int members, int sizeOrType, int... more) {
        types.putInt(name).putInt(kind << 24 | members).putInt(sizeOrType);
        Arrays.stream(more).forEach(types::putInt);
    }

    /** struct sock { int a; union { long b; struct { int c; int flag:1; } }; } and some others. */
    private byte[] described() {
        name("");
        type(name("int"), 1, 0, 4, 32); // 1
        type(name("sock"), KernelTypes.STRUCT, 2, 16, name("a"), 1, 0, 0, 3, 64); // 2
        type(0, KernelTypes.UNION, 2, 8, name("b"), 1, 0, 0, 4, 0); // 3
        int flag = 1 << 24 | 37; // one bit wide
        type(0, KernelTypes.STRUCT, 2, 8, name("c"), 1, 0, name("flag"), 1, flag); // 4
        type(name("btf_trace_x"), KernelTypes.TYPEDEF, 0, 1); // 5
        type(name("twice"), KernelTypes.TYPEDEF, 0, 1); // 6
        type(name("twice"), KernelTypes.TYPEDEF, 0, 1); // 7
        type(name("sockets"), KernelTypes.STRUCT, 0, 1); // 8
        ByteBuffer whole =
                ByteBuffer.allocate(24 + types.position() + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
        whole.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        whole.putInt(0).putInt(types.position()).putInt(types.position()).putInt(strings.size());
        whole.put(types.array(), 0, types.position()).put(strings.toByteArray());
        return whole.array();
    }

    @Test
    void findsTypesAndMembers() throws IOException {
        KernelTypes parsed = KernelTypes.parse(ByteBuffer.wrap(described()));
        assertThat(parsed.id(KernelTypes.TYPEDEF, "btf_trace_x")).hasValue(5);
        assertThat(parsed.id(KernelTypes.STRUCT, "sock")).hasValue(2);
        assertThat(parsed.id(KernelTypes.TYPEDEF, "sock")).isEmpty();
        assertThat(parsed.id(KernelTypes.TYPEDEF, "twice"))
                .as("a name that means two things means none")
                .isEmpty();
        assertThat(parsed.bitOffset("sock", "a")).hasValue(0);
        assertThat(parsed.bitOffset("sock", "b")).hasValue(64);
        assertThat(parsed.bitOffset("sock", "flag")).hasValue(64 + 37);
        assertThat(parsed.bitOffset("sock", "none")).isEmpty();
        assertThat(parsed.bitOffset("none", "a")).isEmpty();
    }

    @Test
    void anythingElseIsRefusedOrReadWithoutHanging() throws Exception {
        byte[] whole = described();
        assertThatThrownBy(() -> KernelTypes.parse(ByteBuffer.allocate(0))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> KernelTypes.parse(ByteBuffer.wrap(whole, 0, 60)))
                .isInstanceOf(IOException.class);
        Mutants.Fed fed = Mutants.of(3, whole).feed(100_000, mutant -> {
            try {
                KernelTypes.parse(ByteBuffer.wrap(mutant)).bitOffset("sock", "flag");
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        assertThat(fed.worthTheirName()).as(fed.toString()).isTrue();
    }
}
