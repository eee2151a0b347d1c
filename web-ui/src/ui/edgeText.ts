const BEGAN: Readonly<Record<string, string>> = {
  EVENT: "seen by event",
  BETWEEN_LOOKS: "between two looks",
  FIRST_LOOK: "already there at the first look",
  AFTER_GAP: "already there after a time without watching",
  HOLDERS_CHANGED: "its holders changed",
};

const ENDED: Readonly<Record<string, string>> = {
  EVENT: "seen by event",
  BETWEEN_LOOKS: "between two looks",
  AGENT_GONE: "the agent was gone",
  HOST_REBOOTED: "the host was rebooted",
  HOLDERS_CHANGED: "its holders changed",
  GAP: "what the agent saw is lost",
};

/** How it is known that something began. */
export const beganText = (how: string): string => BEGAN[how] ?? how;

/** How it is known that something ended. */
export const endedText = (how: string): string => ENDED[how] ?? how;
