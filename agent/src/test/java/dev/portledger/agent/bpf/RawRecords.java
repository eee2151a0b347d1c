package dev.portledger.agent.bpf;

import dev.portledger.domain.socket.Protocol;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Records of the ring buffer as bytes. */
public final class RawRecords {

    private RawRecords() {}

    /** A socket on 127.0.0.1, of which neither cookie nor namespace nor options are known. */
    public static byte[] listening(Protocol protocol, int port) {
        ByteBuffer record = ByteBuffer.allocate(RecordLayout.SIZE).order(ByteOrder.nativeOrder());
        record.putInt(RecordLayout.KIND, RawEvent.What.LISTENING.number());
        record.putLong(RecordLayout.TIME, 1_810_456_213_000L);
        record.putInt(RecordLayout.TID, 17_052);
        record.putInt(RecordLayout.PID, 17_050);
        record.put(RecordLayout.COMM, "nginx".getBytes(StandardCharsets.US_ASCII));
        record.putInt(RecordLayout.FAMILY, 2);
        record.putInt(RecordLayout.PORT, port);
        record.put(RecordLayout.ADDRESS, new byte[] {127, 0, 0, 1});
        record.putInt(RecordLayout.PROTOCOL, protocol.number());
        for (int field :
                new int[] {RecordLayout.REUSEADDR, RecordLayout.REUSEPORT, RecordLayout.V6ONLY, RecordLayout.SOCKET_UID
                }) {
            record.putInt(field, RecordLayout.UNKNOWN);
        }
        return record.array();
    }

    /** @param bytes cut or filled with zeros to the length that the kernel gives every record */
    public static RawEvent read(byte[] bytes) {
        byte[] record = Arrays.copyOf(bytes, RecordLayout.SIZE);
        long[] aligned = new long[RecordLayout.SIZE / Long.BYTES];
        MemorySegment place = MemorySegment.ofArray(aligned);
        MemorySegment.copy(MemorySegment.ofArray(record), 0, place, 0, record.length);
        return new RawEvent().at(place);
    }
}
