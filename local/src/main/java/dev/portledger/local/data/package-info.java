/** What is kept between runs: folders, secrets, who is running. */
@NullMarked
package dev.portledger.local.data;

import org.jspecify.annotations.NullMarked;
