package dev.portledger.agent.bpf;

import dev.portledger.agent.bpf.KernelProbes.BindEnd;
import java.io.IOException;

/** Attaches the programs, says so, and stays until it is killed. */
public final class ProbesMain {

    private ProbesMain() {}

    public static void main(String[] args) throws IOException {
        try (KernelProbes probes = KernelProbes.attach(BindEnd.valueOf(args[0]), 1 << 16)) {
            System.out.println("attached, untyped: " + probes.untyped());
            while (System.in.read() >= 0) {
                // until the end
            }
        }
    }
}
