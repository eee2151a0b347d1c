package dev.portledger.agent.cli;

import dev.portledger.agent.uplink.ConnectFailure;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in words. Exceptions of files have little more than the file's name for a message. */
final class FailureText {

    private FailureText() {}

    static String of(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case AccessDeniedException denied -> denied.getFile() + " may not be accessed by this user";
            case FileAlreadyExistsException other -> other.getFile() + " is there already and is something else";
            case FileSystemException file -> file.getFile() + ": " + file.getReason();
            default -> ConnectFailure.text(failure);
        };
    }
}
