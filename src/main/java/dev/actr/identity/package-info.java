/** Who a node is: registration with the AIS, credentials, their verification, and access rules. */
package dev.actr.identity;
