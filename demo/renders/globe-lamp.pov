#include "studio.inc"
#macro Lamp()
  union {
    RoundedDisc(0.40, 0, 0.07, 0.02) 
    cylinder { y * 0.05, y * 0.42, 0.028 }
    cylinder { y * 0.38, y * 0.44, 0.11 }
    #if (Colour = 0) texture { Brass } #else texture { BlackSteel } #end
  }
  sphere { y * 0.84, 0.44 no_shadow texture { pigment { srgb <0.98, 0.96, 0.92> } finish { diffuse 0.42 emission <0.62, 0.57, 0.48> specular 0.15 roughness 0.03 reflection { 0.0, 0.08 fresnel on } conserve_energy } } }
  light_source { y * 0.84, rgb <0.30, 0.25, 0.17> fade_distance 0.8 fade_power 2 }
#end
Studio(1.3)
#switch (View)
  #case (1) Lamp() Shot(<0, 1.5, -6.0>, <0, 0.64, 0>, 20) #break
  #case (2) Lamp() Shot(<1.0, 1.3, -3.4>, <0, 0.48, 0>, 19) #break
#end
