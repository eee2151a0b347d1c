package dev.portledger.server.archfixture;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands in for {@code @Entity}: a real one would be mapped by Hibernate in every test. */
@Retention(RetentionPolicy.CLASS)
public @interface Owned {}
