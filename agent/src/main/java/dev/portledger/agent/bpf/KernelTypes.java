package dev.portledger.agent.bpf;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** The kernel's description of its own types and functions: BTF (Documentation/bpf/btf.rst), little-endian. */
final class KernelTypes {

    static final int STRUCT = 4;
    static final int UNION = 5;
    static final int TYPEDEF = 8;

    private static final int MAGIC = 0xeb9f;
    private static final int TYPE = 12; // of struct btf_type
    private static final int MEMBER = 12; // of struct btf_member
    private static final int MEMBER_OFFSET = 0xff_ffff; // beside it is the width of a bit field

    private static final int NESTED_AT_MOST = 8;

    private final ByteBuffer bytes;
    private final int strings;
    /** Where each type is, by its id. */
    private final int[] places;

    private KernelTypes(ByteBuffer bytes, int strings, int[] places) {
        this.bytes = bytes;
        this.strings = strings;
        this.places = places;
    }

    /**
     * @param btf from the first byte to the limit; it is not copied
     * @throws IOException when these are not whole and known types
     */
    static KernelTypes parse(ByteBuffer btf) throws IOException {
        ByteBuffer bytes = btf.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        try {
            if ((bytes.getShort(0) & 0xffff) != MAGIC) {
                throw new IOException("not BTF");
            }
            int header = bytes.getInt(4);
            int begin = header + bytes.getInt(8);
            int end = begin + bytes.getInt(12);
            int strings = header + bytes.getInt(16);
            int[] places = new int[1 + count(bytes, begin, end)];
            int at = begin;
            for (int id = 1; id < places.length; id++) {
                places[id] = at;
                at += length(bytes, at);
            }
            if (at > bytes.limit()) {
                throw new IOException("BTF that is cut short");
            }
            return new KernelTypes(bytes, strings, places);
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new IOException("BTF that is cut short", e);
        }
    }

    private static int count(ByteBuffer bytes, int begin, int end) throws IOException {
        int count = 0;
        for (int at = begin; at < end; at += length(bytes, at)) {
            count++;
        }
        return count;
    }

    private static int length(ByteBuffer bytes, int at) throws IOException {
        int info = bytes.getInt(at + 4);
        int members = info & 0xffff;
        int kind = kind(info);
        return TYPE
                + switch (kind) {
                    case 2, 7, 8, 9, 10, 11, 12, 16, 18 -> 0; // pointer, forward, typedef, qualifiers, function, float
                    case 1, 14, 17 -> 4; // integer, variable, declaration tag
                    case 3 -> 12; // array
                    case STRUCT, UNION, 15, 19 -> MEMBER * members; // 15: data section, 19: 64-bit enumeration
                    case 6, 13 -> 8 * members; // enumeration, function prototype
                    default -> throw new IOException("a BTF type of the unknown kind " + kind);
                };
    }

    private static int kind(int info) {
        return info >>> 24 & 0x1f;
    }

    /** The id of a type or function; empty if there is none of that name, or several. */
    OptionalInt id(int kind, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        OptionalInt found = OptionalInt.empty();
        for (int id = 1; id < places.length; id++) {
            int at = places[id];
            if (kind(bytes.getInt(at + 4)) == kind && isNamed(at, wanted)) {
                if (found.isPresent()) {
                    return OptionalInt.empty();
                }
                found = OptionalInt.of(id);
            }
        }
        return found;
    }

    /** Where a member is in a struct, in bits; also one of an unnamed struct or union within it. */
    OptionalInt bitOffset(String struct, String member) {
        OptionalInt id = id(STRUCT, struct);
        return id.isPresent()
                ? bitOffset(places[id.getAsInt()], member.getBytes(StandardCharsets.US_ASCII), NESTED_AT_MOST)
                : OptionalInt.empty();
    }

    private OptionalInt bitOffset(int struct, byte[] member, int depth) {
        int info = bytes.getInt(struct + 4);
        if (depth == 0 || (kind(info) != STRUCT && kind(info) != UNION)) {
            return OptionalInt.empty();
        }
        for (int i = 0; i < (info & 0xffff); i++) {
            int at = struct + TYPE + i * MEMBER;
            int offset = bytes.getInt(at + 8) & MEMBER_OFFSET;
            if (isNamed(at, member)) {
                return OptionalInt.of(offset);
            }
            int type = bytes.getInt(at + 4);
            if (bytes.getInt(at) == 0 && type > 0 && type < places.length) {
                OptionalInt within = bitOffset(places[type], member, depth - 1);
                if (within.isPresent()) {
                    return OptionalInt.of(offset + within.getAsInt());
                }
            }
        }
        return OptionalInt.empty();
    }

    private boolean isNamed(int at, byte[] wanted) {
        int name = strings + bytes.getInt(at);
        if (name < 0 || name >= bytes.limit() - wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes.get(name + i) != wanted[i]) {
                return false;
            }
        }
        return bytes.get(name + wanted.length) == 0;
    }
}
