package dev.portledger.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.portledger.agent.failedbind.FailedBindWatch;
import dev.portledger.agent.socket.HostClock;
import dev.portledger.agent.uplink.Outbox;
import dev.portledger.domain.bind.FailedBindSeries;
import dev.portledger.domain.frame.AgentFrame.FailedBinds;
import dev.portledger.domain.frame.FrameJson;
import dev.portledger.domain.frame.FrameLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Tells the server of failed binds by numbered frames, each small enough. */
record FailedBindReports(Outbox outbox, UUID bootId, HostClock clock) implements FailedBindWatch.Reports {

    private static final int MOST_BYTES = FrameLimits.MAX_FRAME_BYTES - 4_096;

    @Override
    public void tell(List<FailedBindSeries> failed) {
        List<FailedBindSeries> frame = new ArrayList<>();
        int bytes = 0;
        for (FailedBindSeries series : failed) {
            FailedBindSeries fitting = fit(series);
            int size = bytes(fitting);
            if (bytes + size > MOST_BYTES) {
                append(frame);
                frame = new ArrayList<>();
                bytes = 0;
            }
            frame.add(fitting);
            bytes += size;
        }
        append(frame);
    }

    private void append(List<FailedBindSeries> frame) {
        if (!frame.isEmpty()) {
            List<FailedBindSeries> whole = List.copyOf(frame);
            outbox.appendReport(position -> new FailedBinds(position, bootId, clock.instant(), whole));
        }
    }

    /** One that fills half a frame alone has command lines full of control characters; it goes without details. */
    private static FailedBindSeries fit(FailedBindSeries series) {
        if (bytes(series) <= MOST_BYTES / 2) {
            return series;
        }
        return new FailedBindSeries(
                series.id(),
                series.firstAt(),
                series.lastAt(),
                series.times(),
                series.call(),
                series.attempt(),
                series.errno(),
                series.netns(),
                series.claimant(),
                List.of(),
                series.inTheWay().size() + series.moreInTheWay(),
                Optional.empty());
    }

    private static int bytes(FailedBindSeries series) {
        try {
            return FrameJson.mapper().writeValueAsBytes(series).length + 1;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report has only parts that can be written", e);
        }
    }

    @Override
    public long generation() {
        return outbox.epoch();
    }
}
