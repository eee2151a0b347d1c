package dev.portledger.agent.archfixture.left;

import dev.portledger.agent.archfixture.right.Right;
import java.util.List;

public record Left(List<Right> rights) {}
