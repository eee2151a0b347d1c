package dev.portledger.agent.archfixture.right;

import dev.portledger.agent.archfixture.left.Left;
import java.util.List;

public record Right(List<Left> lefts) {}
