package dev.portledger.domain.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PositionTest {

    @Test
    void aLaterEpochComesAfterEverySequence() {
        assertThat(new Position(2, 1)).isGreaterThan(new Position(1, Long.MAX_VALUE));
        assertThat(new Position(1, 2)).isGreaterThan(new Position(1, 1));
    }

    @Test
    void onlyTheNextOfTheSameEpochFollows() {
        Position position = new Position(5, 7);
        assertThat(position.isFollowedBy(new Position(5, 8))).isTrue();
        assertThat(position.isFollowedBy(new Position(5, 7))).isFalse();
        assertThat(position.isFollowedBy(new Position(5, 9))).isFalse();
        assertThat(position.isFollowedBy(new Position(6, 8))).isFalse();
    }
}
