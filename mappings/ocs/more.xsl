<?xml version="1.0" encoding="UTF-8"?>
<!-- Nothing besides. A mapping that extends this one brings a more.xsl with these two templates of its own. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- children of Computer -->
  <xsl:template match="/inventory/device" mode="more-attributes"/>

  <!-- parts beside Computer -->
  <xsl:template match="/inventory/device" mode="more-parts">
    <xsl:param name="tag"/>
  </xsl:template>
</xsl:stylesheet>
