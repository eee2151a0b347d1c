package dev.portledger.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portledger.domain.frame.CommandBody;
import dev.portledger.domain.frame.CommandRule;
import dev.portledger.domain.frame.FrameException;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.ServerFrame;
import dev.portledger.domain.trust.Purpose;
import dev.portledger.domain.trust.Signed;
import dev.portledger.domain.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes for a command of the server, and what does not. */
final class CommandGateTest {

    private static final UUID HOST = UUID.fromString("5f0c1f6e-8d5b-8a31-9c1e-2b6d3f0a7c11");
    private static final UUID STOP = UUID.fromString("c1f8e0b2-47e5-4f7e-9f65-1d1a2b3c4d5e");
    private static final ServerFrame.Act ACT = new ServerFrame.Abort(STOP);
    private static final Instant SAID = Instant.parse("2026-11-17T03:14:15.926535897Z");

    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private Instant now = SAID.plusSeconds(7);
    private CommandKeyPins pins;
    private CommandGate gate;

    @BeforeEach
    void open() throws IOException {
        pins = CommandKeyPins.open(folder);
        pins.pin(CommandKeyPins.selfSigned(TestingServer.statement(1, List.of(key), key))
                .orElseThrow());
        gate = new CommandGate(HOST, pins, () -> now);
        gate.said(SAID);
    }

    private String session() {
        return gate.trust().orElseThrow().session();
    }

    private CommandBody body(long number) {
        return new CommandBody(HOST, session(), number, SAID, Duration.ofSeconds(30), ACT);
    }

    private Signed signed(CommandBody body) {
        return key.sign(Purpose.COMMAND, body.bytes());
    }

    private static CommandGate.Verdict refused(CommandRule rule, UUID stopId) {
        return new CommandGate.Verdict.Refused(rule, Optional.of(stopId));
    }

    private static CommandGate.Verdict refused(CommandRule rule) {
        return new CommandGate.Verdict.Refused(rule, Optional.empty());
    }

    @Test
    void aCommandPassesOnceWithItsDeadlineByTheAgentsClock() {
        Signed command = signed(body(1));
        assertThat(gate.judge(command)).isEqualTo(new CommandGate.Verdict.Genuine(ACT, SAID.plusSeconds(30)));
        assertThat(gate.judge(command)).isEqualTo(refused(CommandRule.REPLAYED, STOP));
        assertThat(gate.judge(signed(body(3)))).isInstanceOf(CommandGate.Verdict.Genuine.class);
        assertThat(gate.judge(signed(body(2)))).isEqualTo(refused(CommandRule.REPLAYED, STOP));
    }

    @Test
    void whatIsTooLateIsNotCarriedOut() {
        now = SAID.plusSeconds(30);
        assertThat(gate.judge(signed(body(1)))).isInstanceOf(CommandGate.Verdict.Genuine.class);
        now = now.plusNanos(1);
        assertThat(gate.judge(signed(body(2)))).isEqualTo(new CommandGate.Verdict.Late(ACT, SAID.plusSeconds(30)));
    }

    @Test
    void aDeadlineCountsFromSomethingThatThisAgentSaid() {
        for (Instant never : List.of(SAID.plusSeconds(3600), SAID.minusSeconds(3600), Instant.MAX, Instant.MIN)) {
            CommandBody body = new CommandBody(HOST, session(), gateNumber(), never, Duration.ofHours(2), ACT);
            assertThat(gate.judge(signed(body))).isEqualTo(refused(CommandRule.DEADLINE_UNKNOWN, STOP));
        }
        CommandBody endless =
                new CommandBody(HOST, session(), gateNumber(), SAID, Duration.ofSeconds(Long.MAX_VALUE), ACT);
        assertThat(gate.judge(signed(endless))).isEqualTo(refused(CommandRule.DEADLINE_UNKNOWN, STOP));
    }

    private long number;

    private long gateNumber() {
        return ++number;
    }

    @Test
    void forAnotherHostOrConnectionItIsWorthNothing() {
        CommandBody other = new CommandBody(UUID.randomUUID(), session(), 1, SAID, Duration.ofSeconds(30), ACT);
        assertThat(gate.judge(signed(other))).isEqualTo(refused(CommandRule.OTHER_HOST, STOP));
        Signed before = signed(body(1));
        CommandGate next = new CommandGate(HOST, pins, () -> now);
        next.said(SAID);
        assertThat(next.judge(before)).isEqualTo(refused(CommandRule.OTHER_SESSION, STOP));
    }

    @Test
    void onlyThePinnedKeySignsAndOnlyForCommands() {
        byte[] payload = body(1).bytes();
        SigningKey forger = SigningKey.generate();
        assertThat(gate.judge(forger.sign(Purpose.COMMAND, payload))).isEqualTo(refused(CommandRule.KEY_UNKNOWN));
        Signed named = new Signed(
                forger.sign(Purpose.COMMAND, payload).payload(),
                forger.sign(Purpose.COMMAND, payload).signature(),
                key.publicKey().id());
        assertThat(gate.judge(named)).isEqualTo(refused(CommandRule.SIGNATURE_INVALID));
        for (Purpose other : List.of(Purpose.RECEIPT, Purpose.HOST_KEY, Purpose.COMMAND_KEYS)) {
            assertThat(gate.judge(key.sign(other, payload))).isEqualTo(refused(CommandRule.SIGNATURE_INVALID));
        }
    }

    @Test
    void whatIsSignedAndNoCommandIsMalformed() {
        String challenge = "{\"hostId\":\"" + HOST + "\",\"session\":\"" + session() + "\",\"number\":1,\"heard\":\""
                + SAID + "\",\"within\":\"PT30S\",\"act\":{\"frame\":\"challenge\",\"nonce\":\"x\"}}";
        for (String text : List.of("", "null", "{}", "[]", challenge, challenge.replace("challenge", "weather"))) {
            Signed signed = key.sign(Purpose.COMMAND, text.getBytes(StandardCharsets.UTF_8));
            assertThat(gate.judge(signed)).as(text).isEqualTo(refused(CommandRule.MALFORMED));
        }
    }

    @Test
    void withoutAPinnedKeyNothingIsTaken(@TempDir Path empty) throws IOException {
        CommandGate none = new CommandGate(HOST, CommandKeyPins.open(empty), () -> now);
        assertThat(none.trust()).isEmpty();
        assertThat(none.judge(signed(body(1)))).isEqualTo(refused(CommandRule.NO_KEY));
    }

    /** The number of the true command is used up first: whatever passed for it a second time would have to be signed. */
    @Test
    void oneHundredThousandMutationsOfACommandAndNoneIsTaken() {
        Random random = new Random(20_261_117);
        Signed original = signed(body(1_000_000));
        String frame = FrameJson.write(new ServerFrame.Command(original));
        int judged = 0;
        for (int round = 0; round < 100_000; round++) {
            Optional<Signed> mutant =
                    random.nextInt(3) == 0 ? fromText(mutated(frame, random)) : Optional.of(mutated(original, random));
            if (mutant.isPresent() && !mutant.get().equals(original)) {
                judged++;
                assertThat(gate.judge(mutant.get()))
                        .as("%s", mutant.get())
                        .isInstanceOf(CommandGate.Verdict.Refused.class);
            }
        }
        assertThat(judged).isGreaterThan(60_000);
        assertThat(gate.judge(original)).isInstanceOf(CommandGate.Verdict.Genuine.class);
    }

    private static Optional<Signed> fromText(String text) {
        try {
            return FrameJson.readServerFrame(text) instanceof ServerFrame.Command(Signed signed)
                    ? Optional.of(signed)
                    : Optional.empty();
        } catch (FrameException e) {
            return Optional.empty();
        }
    }

    private Signed mutated(Signed signed, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new Signed(mutated(signed.payload(), random), signed.signature(), signed.keyId());
            case 1 -> new Signed(signed.payload(), mutated(signed.signature(), random), signed.keyId());
            case 2 -> new Signed(signed.payload(), signed.signature(), mutated(signed.keyId(), random));
            // the signature of another message, and bytes that decode to something well-formed
            case 3 ->
                new Signed(signed.payload(), signed(body(random.nextLong())).signature(), signed.keyId());
            default -> new Signed(bytesMutated(signed.payload(), random), signed.signature(), signed.keyId());
        };
    }

    private static String bytesMutated(String base64, Random random) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        for (int times = random.nextInt(3); times >= 0; times--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String mutated(String text, Random random) {
        int at = random.nextInt(text.length());
        char other = (char) (random.nextInt(8) == 0 ? random.nextInt(0x10000) : ' ' + random.nextInt(95));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + other + text.substring(at);
            case 2 -> text.substring(0, at) + text.substring(at + 1);
            case 3 -> text.substring(at) + text.substring(0, at);
            default -> text.substring(0, at) + other + text.substring(at + 1);
        };
    }
}
